import { expect, test } from 'vitest';
import { smallestTiles, tilesInView } from './tiles.ts';
import { clampView, wholeImage, type Stage } from './view.ts';

const photo = { width: 4000, height: 3000 };
const stage: Stage = { width: 1000, height: 750 };
const paths = (...given: Parameters<typeof tilesInView>) => tilesInView(...given).map(({ path }) => path);
const at = (zoom: number, x: number, y: number) => clampView({ zoom, x, y }, photo, stage);

test('by hand: an image of few pixels has its own, however much it is magnified', () => {
  const image = { width: 640, height: 480 };
  expect(paths(image, wholeImage, stage, 1)).toEqual(['0/0/0', '0/1/0']);
  expect(paths(image, { zoom: 6, x: 0, y: 0 }, stage, 2)).toEqual(['0/0/0']);
});

test('the smallest tiles are those of a stage that is no larger', () => {
  for (const image of [photo, { width: 640, height: 480 }, { width: 8000, height: 200 }]) {
    const small = { width: image.width / 10, height: image.height / 10 };
    expect(smallestTiles(image)).toEqual(tilesInView(image, wholeImage, small, 1));
  }
});

test('by hand: levels by magnification, of a photograph', () => {
  // On a stage of 1000 pixels and on smaller ones the level of 1000 × 750 has two by two tiles.
  expect(paths(photo, wholeImage, { width: 344, height: 256 }, 2)).toHaveLength(4);
  expect(paths(photo, wholeImage, stage, 1)).toEqual(['2/0/0', '2/1/0', '2/0/1', '2/1/1']);
  // At twice the size, the upper left quarter of 2000 × 1500: 1000 × 750 pixels.
  expect(paths(photo, at(2, 0, 0), stage, 1)).toEqual(['1/0/0', '1/1/0', '1/0/1', '1/1/1']);
  // At four times, the lower right sixteenth of the image's own pixels: from 3000, 2250.
  expect(paths(photo, at(4, -3000, -2250), stage, 1)).toEqual([
    '0/5/4',
    '0/6/4',
    '0/7/4',
    '0/5/5',
    '0/6/5',
    '0/7/5',
  ]);
});

test('where a tile lies, in pixels of its level', () => {
  const tiles = tilesInView(photo, wholeImage, stage, 1);
  expect(tiles.at(-1)).toMatchObject({
    path: '2/1/1',
    level: { width: 1000, height: 750 },
    left: 512,
    top: 512,
    width: 488,
    height: 238,
  });
});

test('wherever one looks, the tiles cover the stage, and are few', () => {
  for (const zoom of [1, 1.3, 2.7, 5, 11, 24]) {
    for (const share of [0, 0.3, 1]) {
      const view = at(zoom, -share * stage.width * (zoom - 1), -share * stage.height * (zoom - 1));
      const tiles = tilesInView(photo, view, stage, 2);
      const [left, top] = [-view.x / zoom / stage.width, -view.y / zoom / stage.height];
      for (const [x, y] of [
        [left, top],
        [left + 1 / zoom, top + 1 / zoom],
        [left + 0.5 / zoom, top + 0.5 / zoom],
      ] as const) {
        const covers = tiles.some(
          (tile) =>
            x * tile.level.width >= tile.left - 1e-6 &&
            x * tile.level.width <= tile.left + tile.width + 1e-6 &&
            y * tile.level.height >= tile.top - 1e-6 &&
            y * tile.level.height <= tile.top + tile.height + 1e-6,
        );
        expect(covers, `${zoom} ${share} ${x} ${y}`).toBe(true);
      }
      // 2000 × 1500 pixels of the screen, from a level of at most twice as many each way, and a tile more.
      expect(tiles.length).toBeLessThanOrEqual(9 * 7);
    }
  }
});
