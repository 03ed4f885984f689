import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import ImageStage from './ImageStage.svelte';

/** The first look of a photograph of 4000 × 3000 pixels. */
const look = (width = 640) =>
  `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${width * 0.75}"/>`)}`;
/** One green pixel, at whatever address: tiles are told apart by their fragment. */
const pixel = 'data:image/gif;base64,R0lGODlhAQABAPAAAAD/AAAAACwAAAAAAQABAAACAkQBADs=#';

/** Lets the wait for a view that settles pass. Timers are the test's own, so that what does not come is known not to. */
const settle = () => vi.advanceTimersByTimeAsync(1_000);
beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

async function stageOf(
  width: number,
  height: number,
  { size = { width: 4000, height: 3000 }, src = look(), hidden = false } = {},
) {
  const target = document.createElement('div');
  // The stage has a border of one pixel.
  target.style.cssText = `width: ${width + 2}px; height: ${height + 2}px`;
  if (hidden) target.style.display = 'none';
  document.body.append(target);
  const ready = Promise.withResolvers<void>();
  await render(ImageStage, {
    target,
    props: { src, tiles: pixel, alt: 'a photograph', size, layers: [], onready: ready.resolve },
  });
  await ready.promise;
  const tiles = () =>
    [...target.querySelectorAll<HTMLImageElement>('img[alt=""]')].map((image) => ({
      path: image.src.split('#/')[1],
      box: image.getBoundingClientRect(),
    }));
  const stage = target.querySelector<HTMLElement>('[data-stage]');
  if (!stage) throw new Error('There is no stage');
  return { stage, tiles };
}

test('on a stage with more pixels than the first look, tiles cover the image and nothing else', async () => {
  const { stage, tiles } = await stageOf(1000, 800);
  await vi.waitFor(() =>
    expect(tiles().map(({ path }) => path)).toEqual(['2/0/0', '2/1/0', '2/0/1', '2/1/1']),
  );
  const inner = stage.getBoundingClientRect();
  const [first, , , last] = tiles();
  // 1000 × 750 pixels in the middle of 1000 × 800.
  expect(first?.box.left).toBeCloseTo(inner.left + 1, 0);
  expect(first?.box.top).toBeCloseTo(inner.top + 1 + 25, 0);
  expect(first?.box.right).toBeCloseTo(inner.left + 1 + 512, 0);
  expect(last?.box.right).toBeCloseTo(inner.left + 1 + 1000, 0);
  expect(last?.box.bottom).toBeCloseTo(inner.top + 1 + 775, 0);
});

test('magnified, tiles of more pixels lie over those that were there, and both where the image is', async () => {
  const { stage, tiles } = await stageOf(1000, 750);
  stage.focus();
  await vi.waitFor(() => expect(tiles()).toHaveLength(4));
  await userEvent.keyboard('++');
  await vi.waitFor(() => expect(tiles().some(({ path }) => path?.startsWith('0/') ?? false)).toBe(true));
  const drawn = tiles();
  const levels = drawn.map(({ path }) => Number(path?.[0]));
  expect(levels).toEqual(levels.toSorted((a, b) => b - a));
  const middle = { x: stage.getBoundingClientRect().left + 501, y: stage.getBoundingClientRect().top + 376 };
  for (const { path, box } of drawn) {
    const [level = 0, column = 0, row = 0] = path?.split('/').map(Number) ?? [];
    // A magnification of 2.25 about the middle: pixel (x, y) of the image is at 2.25 (x / 4 − 500) from it.
    const edge = 512 * 2 ** level;
    expect(box.left - middle.x).toBeCloseTo(2.25 * ((column * edge) / 4 - 500), 0);
    expect(box.top - middle.y).toBeCloseTo(2.25 * ((row * edge) / 4 - 375), 0);
  }
});

test('an image whose first look has as many pixels has its own without loss over it', async () => {
  const { tiles } = await stageOf(1000, 750, { size: { width: 640, height: 480 } });
  await vi.waitFor(() => expect(tiles().map(({ path }) => path)).toEqual(['0/0/0', '0/1/0']));
});

test('with a finger, the first look is all until the image is magnified', async () => {
  vi.spyOn(window, 'matchMedia').mockReturnValue(
    Object.assign(new EventTarget(), { matches: false }) as never,
  );
  const { stage, tiles } = await stageOf(320, 240, { size: { width: 640, height: 480 } });
  await settle();
  expect(tiles()).toEqual([]);
  stage.focus();
  await userEvent.keyboard('+');
  await vi.waitFor(() => expect(tiles()).toHaveLength(2));
});

test('nothing is fetched while the stage is not measured, as in a page whose scripts come after its image', async () => {
  const { stage, tiles } = await stageOf(320, 240, { src: look(400), hidden: true });
  await settle();
  expect(tiles()).toEqual([]);
  stage.parentElement?.style.setProperty('display', 'block');
  await vi.waitFor(() => expect(stage.clientWidth).toBe(320));
  await vi.waitFor(() => expect(tiles()).toHaveLength(4));
});
