import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import ImageStage from './ImageStage.svelte';
import type { StageLayer } from './layers.ts';

/** An image of 400 × 200 pixels with a black box on white, [100, 50, 200, 150]. */
const src = `data:image/svg+xml,${encodeURIComponent(
  '<svg xmlns="http://www.w3.org/2000/svg" width="400" height="200"><path fill="#fff" d="M0 0h400v200H0z"/><path d="M100 50h100v100H100z"/></svg>',
)}`;
const layer: StageLayer = {
  key: 'left',
  label: 'A',
  colour: 'red',
  dash: 'none',
  regions: [{ box: [100, 50, 200, 150], description: 'the black box' }],
};

/** A stage of a size in CSS pixels, whose image is decoded. */
async function stageOf(width: number, height: number) {
  const target = document.createElement('div');
  target.style.cssText = `width: ${width}px; height: ${height}px`;
  document.body.append(target);
  const told: (string | null)[] = [];
  const ready = Promise.withResolvers<void>();
  const { rerender } = await render(ImageStage, {
    target,
    props: {
      src,
      alt: 'a black box',
      size: { width: 400, height: 200 },
      layers: [layer],
      onready: ready.resolve,
      onhighlight: (name: string | null) => {
        told.push(name);
        void rerender({ highlighted: name });
      },
    },
  });
  await ready.promise;
  const stage = target.querySelector<HTMLElement>('[data-stage]');
  const image = target.querySelector('img');
  if (!stage || !image) throw new Error('There is no stage');
  /** What is drawn of the region, within the stage's inner edge, in CSS pixels. */
  const box = () => {
    const line = target.querySelector('.region .line');
    const { x, y, width, height } = line instanceof SVGGraphicsElement ? line.getBBox() : new DOMRect();
    return [x, y, x + width, y + height];
  };
  /** Where the image's black box is on the screen, of the transform that the browser has computed. */
  const inImage = () => {
    const { a: zoom, e: left, f: top } = new DOMMatrix(getComputedStyle(image).transform);
    const scale = Math.min(stage.clientWidth / 400, stage.clientHeight / 200);
    const margin = { x: (stage.clientWidth - 400 * scale) / 2, y: (stage.clientHeight - 200 * scale) / 2 };
    return [
      left + zoom * (margin.x + 100 * scale),
      top + zoom * (margin.y + 50 * scale),
      left + zoom * (margin.x + 200 * scale),
      top + zoom * (margin.y + 150 * scale),
    ];
  };
  return { stage, box, inImage, told };
}
const close = (numbers: number[]) => numbers.map((number) => expect.closeTo(number, 0));

test.each([
  // Stage within a border of 1 px; the image fitted whole into the rest, in its middle.
  [402, 202, [100, 50, 200, 150]],
  [802, 402, [200, 100, 400, 300]],
  [402, 402, [100, 150, 200, 250]],
  [802, 202, [300, 50, 400, 150]],
  [202, 302, [50, 125, 100, 175]],
])('on a stage of %i × %i px a box lies where the image shows it', async (width, height, expected) => {
  const { box, inImage } = await stageOf(width, height);
  expect(box()).toEqual(close(expected));
  expect(inImage()).toEqual(close(expected));
});

test('plus magnifies about the middle, the box with the image; Home shows all of it again', async () => {
  const { stage, box, inImage } = await stageOf(402, 202);
  stage.focus();
  await userEvent.keyboard('+');
  // 1.5 times about (200, 100).
  expect(box()).toEqual(close([50, 25, 200, 175]));
  expect(inImage()).toEqual(close(box()));
  await userEvent.keyboard('{ArrowRight}');
  expect(box()).toEqual(close([-10, 25, 140, 175]));
  expect(inImage()).toEqual(close(box()));
  await userEvent.keyboard('{Home}');
  expect(box()).toEqual(close([100, 50, 200, 150]));
});

test('the wheel magnifies about the pointer, and ends where the page should scroll on', async () => {
  const { stage, box, inImage } = await stageOf(402, 202);
  const { left, top } = stage.getBoundingClientRect();
  const turn = (deltaY: number) => {
    const event = new WheelEvent('wheel', {
      deltaY,
      clientX: left + 100,
      clientY: top + 50,
      bubbles: true,
      cancelable: true,
    });
    stage.dispatchEvent(event);
    return event.defaultPrevented;
  };
  expect(turn(100)).toBe(false);
  expect(turn(-100)).toBe(true);
  await expect.poll(() => box()[2]).not.toBeCloseTo(200, 0);
  // The corner under the pointer stays.
  expect(box().slice(0, 2)).toEqual(close([100, 50]));
  expect(inImage()).toEqual(close(box()));
});

test('a region under the pointer is told of, and when it is left', async () => {
  const { stage, told } = await stageOf(402, 202);
  const region = stage.querySelector('.region');
  if (!region) throw new Error('There is no region');
  expect(region.getAttribute('data-region')).toBe('A1');
  await userEvent.hover(region);
  await expect.poll(() => told).toEqual(['A1']);
  await userEvent.unhover(region);
  await expect.poll(() => told).toEqual(['A1', null]);
});

test('what is transparent in an image is white, in light and in dark', async () => {
  await stageOf(400, 200);
  const ground = [...document.querySelectorAll('[data-ground] rect')].at(-1);
  if (!ground) throw new Error('There is no ground');
  const root = document.documentElement;
  for (const scheme of ['light', 'dark']) {
    root.style.colorScheme = scheme;
    expect(getComputedStyle(ground).fill).toBe('rgb(255, 255, 255)');
  }
  root.style.colorScheme = '';
});
