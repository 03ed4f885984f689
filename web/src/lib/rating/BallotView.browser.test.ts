import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import './ballot-page.css';
import type { arena } from '@fakexplain/contract';
import type { Box } from '@fakexplain/explanation';
import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import BallotView from './BallotView.svelte';

type Side = arena.Ballot['left'];

const src = (width: number, height: number) =>
  `data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}"><path fill="#bcd" d="M0 0h${width}v${height}H0z"/></svg>`,
  )}`;

const region = (description: string, box: Box) => ({ description, box });
const said = (changes: Partial<Side> = {}): Side => ({
  verdict: 'generated',
  tags: [],
  reasoning: '',
  regions: [],
  ...changes,
});
const words = (count: number) => Array.from({ length: count }, (_, i) => `word${i}`).join(' ');

let remove = () => {};
afterEach(() => remove());

/** The desk in a window of a size, as the ballot page lays it out, once its image is decoded. */
async function desk(
  [width, height]: readonly [number, number],
  sides: { left: Side; right: Side },
  image = { width: 400, height: 300 },
) {
  await page.viewport(width, height);
  const app = document.createElement('div');
  app.className = 'app';
  app.innerHTML = `<header style="flex: none; height: 40px"></header><main><form class="ballot-page">
    <header><h1>Ballot 1 of 30</h1><p class="question">Which explanation is better?</p></header>
    <div class="dock"><button type="button" id="vote" style="height: 52px">A is better</button></div></form></main>`;
  document.body.append(app);
  remove = () => app.remove();
  const target = app.querySelector('form');
  if (!target) throw new Error('There is no desk');
  const ready = Promise.withResolvers<void>();
  const { component } = await render(BallotView, {
    target,
    props: {
      ballot: { image, ...sides },
      src: src(image.width, image.height),
      shown: 'both',
      onready: ready.resolve,
    },
  });
  await ready.promise;
  const stage = app.querySelector<HTMLElement>('[data-stage]');
  if (!stage) throw new Error('There is no stage');
  return { app, stage, view: component };
}

const rect = (root: Element, selector: string): DOMRect => {
  const found = root.querySelector(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found.getBoundingClientRect();
};
const inside = (inner: DOMRect, outer: DOMRect, slack = 1) =>
  inner.left >= outer.left - slack &&
  inner.right <= outer.right + slack &&
  inner.top >= outer.top - slack &&
  inner.bottom <= outer.bottom + slack;
const boxOf = (stage: Element, name: string) => rect(stage, `[data-region=${name}] .line`);
const sentence = (app: Element, name: string) => {
  const found = app.querySelector<HTMLElement>(`button[data-region=${name}]`);
  if (!found) throw new Error(`${name} is not listed`);
  return found;
};

const sizes = [
  [360, 640],
  [390, 844],
  [740, 360],
  [1280, 800],
  [1920, 1080],
  [800, 1100],
] as const;
const corners = said({
  regions: [region('Upper left corner', [0, 0, 40, 30]), region('Lower right corner', [360, 270, 400, 300])],
});
const middle = said({ verdict: 'real', regions: [region('The middle', [180, 130, 220, 170])] });

describe.each(sizes)('at %i × %i', (...size) => {
  const inWindow = (box: DOMRect) => inside(box, new DOMRect(0, 0, innerWidth, innerHeight));

  test.each([
    ['short texts', said({ reasoning: 'Short.' }), middle, undefined],
    [
      'forty boxes and long texts',
      said({
        regions: Array.from({ length: 40 }, (_, i) =>
          region(words(12), [
            (i % 8) * 50,
            Math.floor(i / 8) * 60,
            (i % 8) * 50 + 40,
            Math.floor(i / 8) * 60 + 50,
          ]),
        ),
      }),
      said({ reasoning: words(300) }),
      undefined,
    ],
    ['a flat image', corners, middle, { width: 8000, height: 200 }],
    ['a tall image', corners, middle, { width: 200, height: 6000 }],
    ['a small image', said({ regions: [region('All', [0, 0, 64, 64])] }), middle, { width: 64, height: 64 }],
    ['a word without end', said({ reasoning: 'Donaudampfschifffahrt'.repeat(30) }), middle, undefined],
  ] as const)('image, both explanations and vote stand in the window: %s', async (_, left, right, image) => {
    const { app, stage } = await desk(size, { left, right }, image);
    expect(document.scrollingElement?.scrollHeight).toBeLessThanOrEqual(innerHeight);
    expect(document.scrollingElement?.scrollWidth).toBeLessThanOrEqual(innerWidth);
    const seen = stage.getBoundingClientRect();
    expect(inWindow(seen)).toBe(true);
    expect(Math.min(seen.width, seen.height)).toBeGreaterThanOrEqual(100);
    expect(inWindow(rect(app, '#vote'))).toBe(true);
    const cards = [...app.querySelectorAll<HTMLElement>('.card')];
    expect(cards).toHaveLength(2);
    for (const card of cards) {
      card.scrollIntoView({ block: 'nearest', inline: 'nearest', behavior: 'instant' });
      const box = card.getBoundingClientRect();
      expect(inWindow(box), card.textContent ?? '').toBe(true);
      expect(box.height).toBeGreaterThanOrEqual(80);
      expect(box.bottom).toBeLessThanOrEqual(rect(app, '#vote').top);
      expect(card.scrollWidth).toBeLessThanOrEqual(card.clientWidth);
      card.scrollTop = card.scrollHeight;
      const last = card.lastElementChild?.getBoundingClientRect() ?? new DOMRect();
      expect(last.bottom).toBeLessThanOrEqual(box.bottom);
    }
  });
});

describe('what a sentence is about comes into view', () => {
  test('when its sentence has the focus while the image is magnified, and nothing else scrolls', async () => {
    const { app, stage, view } = await desk([1280, 800], { left: corners, right: middle });
    for (let step = 0; step < 4; step += 1) view.zoomStep(1);
    await expect.poll(() => inside(boxOf(stage, 'A2'), stage.getBoundingClientRect())).toBe(false);
    for (const name of ['A1', 'A2', 'B1']) {
      sentence(app, name).focus();
      await expect.poll(() => inside(boxOf(stage, name), stage.getBoundingClientRect())).toBe(true);
      expect([stage.scrollTop, stage.scrollLeft]).toEqual([0, 0]);
    }
  });

  test('when it is pointed at', async () => {
    const { app, stage, view } = await desk([1280, 800], { left: corners, right: middle });
    for (let step = 0; step < 4; step += 1) view.zoomStep(1);
    await userEvent.hover(sentence(app, 'A2'));
    await expect.poll(() => inside(boxOf(stage, 'A2'), stage.getBoundingClientRect())).toBe(true);
  });
});

describe('guided reading', () => {
  test.each(sizes)(
    'goes from region to region and ends with the whole image, at %i × %i',
    async (...size) => {
      const { app, stage, view } = await desk(size, { left: corners, right: middle });
      const before = boxOf(stage, 'B1').width;
      for (const name of ['A1', 'A2', 'B1']) {
        view.step(1);
        await expect.poll(() => stage.querySelector('.region.on')?.getAttribute('data-region')).toBe(name);
        // It is closer than before, wholly on the stage, and its sentence is seen.
        await expect.poll(() => boxOf(stage, name).width).toBeGreaterThan(1.5 * (name === 'B1' ? before : 0));
        await expect.poll(() => inside(boxOf(stage, name), stage.getBoundingClientRect())).toBe(true);
        await expect
          .poll(() =>
            inside(sentence(app, name).getBoundingClientRect(), new DOMRect(0, 0, innerWidth, innerHeight)),
          )
          .toBe(true);
        if (stage.clientHeight >= 300) expect(rect(stage, '.caption').width).toBeGreaterThan(100);
      }
      view.step(-1);
      await expect.poll(() => stage.querySelector('.region.on')?.getAttribute('data-region')).toBe('A2');
      view.step(1);
      view.step(1);
      await expect.poll(() => stage.querySelector('.region.on')).toBeNull();
      await expect.poll(() => boxOf(stage, 'B1').width).toBeCloseTo(before, 0);
    },
  );

  test('stops at an explanation that marks nothing', async () => {
    const { app, view } = await desk([360, 640], {
      left: said({ reasoning: 'All is well.' }),
      right: middle,
    });
    view.step(1);
    view.step(1);
    await expect.poll(() => sentence(app, 'B1').className).toContain('on');
  });
});

test('what both say is grey, a conflict of verdicts is one line, and what is missing is not dwelt upon', async () => {
  const { app } = await desk([1280, 800], {
    left: said({ reasoning: 'The sky is banded. Six fingers.' }),
    right: said({
      verdict: 'real',
      reasoning: 'Nothing else.',
      regions: [region('the sky is banded', [0, 0, 9, 9])],
    }),
  });
  expect([...app.querySelectorAll('.shared')].map(({ textContent }) => textContent)).toEqual([
    'The sky is banded.',
    'the sky is banded',
  ]);
  expect(app.querySelector('.conflict')?.textContent?.replaceAll(/\s+/g, ' ').trim()).toBe(
    'A: generated · B: real',
  );
  expect(app.textContent).not.toMatch(/It says nothing more|It gives no tags/);
});

test('Arabic stands to the right and Chinese is told to be Chinese', async () => {
  const { app } = await desk([1280, 800], {
    left: said({ regions: [region('اليد لها ستة أصابع', [0, 0, 40, 30])] }),
    right: said({ reasoning: '左手有六根手指，背景文字模糊' }),
  });
  const arabic = sentence(app, 'A1').querySelector('.words');
  if (!arabic) throw new Error('There are no words');
  expect(getComputedStyle(arabic).direction).toBe('rtl');
  expect(arabic.getAttribute('lang')).toBe('und-Arab');
  expect(app.querySelector('.reasoning')?.getAttribute('lang')).toBe('zh');
});

test('each list of regions is one stop of the Tab key; arrow keys go through it', async () => {
  const { app } = await desk([1280, 800], { left: corners, right: middle });
  const stops = [...app.querySelectorAll<HTMLElement>('.cards button')].filter(
    ({ tabIndex }) => tabIndex === 0,
  );
  expect(stops.map((stop) => stop.dataset['region'])).toEqual(['A1', 'B1']);
  sentence(app, 'A1').focus();
  await userEvent.keyboard('{ArrowDown}');
  expect(document.activeElement).toBe(sentence(app, 'A2'));
  expect(sentence(app, 'A2').tabIndex).toBe(0);
  expect(sentence(app, 'A1').tabIndex).toBe(-1);
});

test('where no side has a region, there is no next one', async () => {
  const { app } = await desk([390, 844], { left: said(), right: said() });
  expect(app.querySelector<HTMLButtonElement>('button.next')?.disabled).toBe(true);
});
