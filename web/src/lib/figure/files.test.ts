import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseXml, XmlElement } from '@rgrove/parse-xml';
import fc from 'fast-check';
import sharp from 'sharp';
import { expect, test } from 'vitest';
import { leaderboard, pairShare, rating } from '../testing/leaderboard.ts';
import { track } from './draw-figure.ts';
import { ratingsFigure, sharesFigure } from './files.server.ts';
import { pixelRatio, rasterise } from './raster.ts';
import { wrapText } from './wrap-text.ts';

const weak = rating({
  position: 0,
  name: 'Weak',
  elo: -100,
  interval: { kind: 'two-sided', low: -150, high: -20 },
  rank: { best: 2, worst: 2 },
});
const strong = rating({
  position: 1,
  name: 'Strong & <fast>',
  elo: 100,
  interval: { kind: 'at-least', low: 40 },
  votes: 1234,
});
const unrated = rating({
  position: 2,
  name: 'New',
  elo: null,
  rank: null,
  interval: { kind: 'undetermined', reason: 'no votes' },
});
const clustered = { kind: 'two-sided', low: 0.5, high: 0.9 } as const;
const board = leaderboard({
  ratings: [weak, strong, unrated],
  pairs: [pairShare({ a: 1, b: 0, clustered })],
});

function rootOf(svg: string): XmlElement {
  const { root } = parseXml(svg);
  if (!root) throw new Error('There is no root element');
  return root;
}
const below = (element: XmlElement): XmlElement[] =>
  element.children
    .filter((child) => child instanceof XmlElement)
    .flatMap((child) => [child, ...below(child)]);
const rowsOf = (svg: string) => below(rootOf(svg)).filter(({ attributes }) => attributes['class'] === 'row');
const named = (root: XmlElement, name: string) => below(root).filter((element) => element.name === name);
const numberOf = (element: XmlElement | undefined, attribute: string) =>
  Number(element?.attributes[attribute] ?? Number.NaN);
const textsOf = (root: XmlElement) => named(root, 'text').map(({ text }) => text);
/** Where a place of the axis is, by its labels that stand in their middle: what readers read values off. */
function axisOf(svg: string, read: (text: string) => number): (value: number) => number {
  const ticks = named(rootOf(svg), 'text').filter(
    ({ attributes }) => attributes['class'] === 'tick' && attributes['text-anchor'] === 'middle',
  );
  const [first, last] = [ticks.at(0), ticks.at(-1)];
  const [from, to] = [read(first?.text ?? ''), read(last?.text ?? '')];
  const [left, right] = [numberOf(first, 'x'), numberOf(last, 'x')];
  return (value) => left + ((value - from) / (to - from)) * (right - left);
}
const readElo = (text: string) => Number(text.replace('−', '-').replace(',', ''));

test('ratings lie where their axis says, the strongest first, with what they are of', () => {
  const svg = ratingsFigure(board);
  const rows = rowsOf(svg);
  expect(rows.map((row) => textsOf(row))).toEqual([
    ['1', 'Strong & <fast>', '100', '≥ 40 · n = 1,234'],
    ['2', 'Weak', '−100', '[−150, −20] · n = 10'],
    ['–', 'New', '–', 'no interval yet · n = 10'],
  ]);
  const axis = axisOf(svg, readElo);
  expect(rows.map((row) => named(row, 'circle').map((dot) => numberOf(dot, 'cx')))).toEqual([
    [expect.closeTo(axis(100), 1)],
    [expect.closeTo(axis(-100), 1)],
    [],
  ]);
  const lines = rows.map((row) =>
    named(row, 'line').filter(({ attributes }) => attributes['class'] === 'outer'),
  );
  expect(lines.map((outer) => outer.map((line) => [numberOf(line, 'x1'), numberOf(line, 'x2')]))).toEqual([
    // Without a bound it goes on to the end of the axis.
    [[expect.closeTo(axis(40), 1), expect.closeTo(track.left + track.width, 1)]],
    [[expect.closeTo(axis(-150), 1), expect.closeTo(axis(-20), 1)]],
    [],
  ]);
  const said = textsOf(rootOf(svg)).join(' ');
  expect(said).toMatch(/Ratings: A study \(demo data\) Raters were asked: “Which\?” Only category = GAN\./);
  expect(said).toMatch(
    /study demo: 5 votes by 2 raters, as of vote 5 of the study \(sequence 7\); bradley-terry-sandwich\/1, seed 1\./,
  );
  expect(said).toMatch(/Demo data: it says nothing about any published model/);
});

test('shares lie where their axis says, with both intervals and the margin', () => {
  const svg = sharesFigure(board);
  const [row, ...others] = rowsOf(svg);
  if (!row) throw new Error('There is no row');
  expect(others).toEqual([]);
  expect(textsOf(row)).toEqual(['Strong & <fast> over Weak', '75.0%', '[50.0%, 90.0%] · n = 4']);
  const axis = axisOf(svg, (text) => Number(text.replace('%', '')));
  expect(numberOf(named(row, 'circle')[0], 'cx')).toBeCloseTo(axis(75), 1);
  const outer = named(row, 'line').find(({ attributes }) => attributes['class'] === 'outer');
  expect([numberOf(outer, 'x1'), numberOf(outer, 'x2')]).toEqual([
    expect.closeTo(axis(50), 1),
    expect.closeTo(axis(90), 1),
  ]);
  const spans = named(row, 'rect').map((bar) => [numberOf(bar, 'x'), numberOf(bar, 'width')]);
  const span = (from: number, to: number) => [
    expect.closeTo(axis(from), 1),
    expect.closeTo(axis(to) - axis(from), 1),
  ];
  expect(spans).toEqual([span(45, 55), span(19, 99)]);
  const bound = sharesFigure({
    ...board,
    pairs: [
      pairShare({
        a: 1,
        b: 0,
        share: 1,
        bound: 'at-least',
        clustered: { kind: 'at-least', low: 0.9 },
      }),
    ],
  });
  expect(rowsOf(bound).map((one) => textsOf(one).slice(1))).toEqual([['≥ 90.0%', 'n = 4']]);
});

test('a sealed leaderboard names the head of its ledger, and the same votes make the same bytes', () => {
  const stamp = { ...board.stamp, ledger: { position: 9, hash: '3f'.repeat(32) } };
  const sealed = { ...board, stamp };
  expect(textsOf(rootOf(ratingsFigure(sealed)))).toContain(`Ledger of 9 entries, head ${'3f'.repeat(32)}`);
  const later = { ...sealed, stamp: { ...stamp, at: '2027-01-01T00:00:00Z', past: true } };
  expect(ratingsFigure(later)).toBe(ratingsFigure(sealed));
  expect(sharesFigure(later)).toBe(sharesFigure(sealed));
});

test('whatever a name holds, the figure is XML that says it', () => {
  const name = fc.string({ unit: fc.constantFrom(...'<>&"\'\\]] aé红\u0301\u0000\u{D800}\u{1F600}') });
  fc.assert(
    fc.property(name, (text) => {
      const svg = ratingsFigure({ ...board, ratings: [{ ...strong, name: text }] });
      const shown = rowsOf(svg).map((row) =>
        named(row, 'g')
          .flatMap((group) => textsOf(group))
          .join('')
          .replaceAll(/\s/g, ''),
      );
      expect(shown).toEqual([text.replaceAll('\u0000', '\u{FFFD}').toWellFormed().replaceAll(/\s/g, '')]);
    }),
  );
});

test('lines of text keep every character in its place, and words whole where they fit', () => {
  expect(wrapText('one two three', 5)).toEqual(['one two', 'three']);
  expect(wrapText('', 5)).toEqual([]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.integer({ min: 1, max: 20 }), (text, room) => {
      const bare = (one: string) => one.replaceAll(/\s/g, '');
      expect(bare(wrapText(text, room).join(''))).toBe(bare(text));
    }),
  );
});

const packaged = (path: string) =>
  readFile(fileURLToPath(new URL(`../../../node_modules/${path}`, import.meta.url)));
const picture = async (svg: string) =>
  rasterise(svg, {
    readRenderer: async () => new Uint8Array(await packaged('@resvg/resvg-wasm/index_bg.wasm')).buffer,
    fonts: await Promise.all(
      ['DejaVuSans', 'DejaVuSans-Bold'].map((font) => packaged(`dejavu-fonts-ttf/ttf/${font}.ttf`)),
    ),
  });

test('a picture has the size of its figure, its marks where they lie there, and its text', async () => {
  const svg = sharesFigure(board);
  const png = await picture(svg);
  const { data, info } = await sharp(png).greyscale().raw().toBuffer({ resolveWithObject: true });
  const root = rootOf(svg);
  expect(info).toMatchObject({
    width: numberOf(root, 'width') * pixelRatio,
    height: numberOf(root, 'height') * pixelRatio,
  });
  const at = (x: number, y: number) =>
    data[(Math.round(y * pixelRatio) * info.width + Math.round(x * pixelRatio)) * info.channels];
  const [dot] = named(root, 'circle');
  expect(at(numberOf(dot, 'cx'), numberOf(dot, 'cy'))).toBe(0);
  const band = named(root, 'rect').find(({ attributes }) => attributes['class'] === 'band');
  expect(at(numberOf(band, 'x') + 5, numberOf(band, 'y') + 4)).toBe(0xe8);
  expect(at(2, 2)).toBe(255);
  // Every text of more than a mark leaves ink where it begins.
  for (const text of named(root, 'text').filter(({ attributes }) => !('text-anchor' in attributes))) {
    const [x, y, size] = ['x', 'y', 'font-size'].map((name) => numberOf(text, name));
    if (x === undefined || y === undefined || size === undefined) throw new Error('A text has no place');
    const ink = Array.from({ length: 40 }, (_, dx) =>
      Array.from({ length: 20 }, (_, dy) => at(x + dx / 2, y - (dy / 20) * size) ?? 255),
    ).flat();
    expect(Math.min(...ink)).toBeLessThan(128);
  }
  expect(await picture(svg)).toEqual(png);
});
