import type { Box } from '@fakexplain/explanation';
import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Picture } from '../scene.ts';
import { scenes } from './index.ts';

test('there are many kinds of scene and of defect, each under its own name', () => {
  expect(new Set(scenes.map(({ name }) => name)).size).toBe(scenes.length);
  expect(scenes.length).toBeGreaterThanOrEqual(12);
  const defects = scenes.flatMap(({ name, defects }) => defects.map((defect) => `${name}/${defect}`));
  expect(new Set(defects).size).toBeGreaterThanOrEqual(20);
});

async function pixels({ svg }: Picture): Promise<Buffer> {
  return sharp(Buffer.from(svg)).removeAlpha().raw().toBuffer();
}

/** Where two renderings differ by more than a rounding step. */
async function changedPixels(a: Picture, b: Picture): Promise<[x: number, y: number][]> {
  const [before, after] = await Promise.all([pixels(a), pixels(b)]);
  const changed: [number, number][] = [];
  for (let index = 0; index < before.length; index += 3) {
    const difference = [0, 1, 2].map((channel) =>
      Math.abs((before[index + channel] ?? 0) - (after[index + channel] ?? 0)),
    );
    if (Math.max(...difference) <= 3) continue;
    const pixel = index / 3;
    changed.push([pixel % a.width, Math.floor(pixel / a.width)]);
  }
  return changed;
}

const covers = ([x1, y1, x2, y2]: Box, [x, y]: [number, number]) => x >= x1 && x < x2 && y >= y1 && y < y2;

const grown = ([x1, y1, x2, y2]: Box): Box => [x1 - 1, y1 - 1, x2 + 1, y2 + 1];

describe.each(scenes)('the scene $name', (scene) => {
  test('is drawn alike from one seed and otherwise from another', () => {
    expect(scene.paint('a', scene.defects.slice(0, 1))).toEqual(scene.paint('a', scene.defects.slice(0, 1)));
    expect(scene.paint('a', []).svg).not.toBe(scene.paint('b', []).svg);
  });

  test.each(scene.defects)(
    '%s changes the picture in its box, tightly, and nowhere else',
    async (defect) => {
      const seed = `pixels/${defect}`;
      const picture = scene.paint(seed, [defect]);
      const changed = await changedPixels(scene.paint(seed, []), picture);
      const [{ box, vacated = [], phrases } = expect.fail('no finding')] = picture.findings;

      const inside = changed.filter((pixel) => covers(box, pixel));
      expect(inside.length).toBeGreaterThan(80);
      const places = [box, ...vacated.map(grown)];
      const explained = changed.filter((pixel) => places.some((place) => covers(place, pixel)));
      expect(explained.length / changed.length).toBeGreaterThanOrEqual(0.95);

      const [xs, ys] = [inside.map(([x]) => x), inside.map(([, y]) => y)];
      const reach = (values: number[]) => Math.max(...values) - Math.min(...values) + 1;
      expect(reach(xs) / (box[2] - box[0])).toBeGreaterThan(0.4);
      expect(reach(ys) / (box[3] - box[1])).toBeGreaterThan(0.4);

      expect(new Set(phrases).size).toBeGreaterThanOrEqual(3);
    },
    30_000,
  );

  test('takes any two compatible defects', () => {
    const pairs = scene.defects.flatMap((a) =>
      scene.defects.filter((b) => b !== a).map((b) => [a, b] as const),
    );
    for (const [a, b] of pairs.filter(([a, b]) => scene.compatible(a, b))) {
      for (let seed = 0; seed < 12; seed++) {
        const findings = scene.findings(`pair/${seed}`, [a, b]);
        expect(findings.map(({ name }) => name)).toEqual([a, b]);
      }
    }
  });
});

test('a defect that a scene does not have is refused by name', () => {
  expect(() => scenes[0]?.paint('a', ['no-such-defect'])).toThrow('no-such-defect');
});
