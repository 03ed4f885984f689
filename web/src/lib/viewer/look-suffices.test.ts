import { expect, test } from 'vitest';
import { lookSuffices } from './look-suffices.ts';
import { wholeImage } from './view.ts';

const phone = { width: 374, height: 312 };
const suffices = (
  image: { width: number; height: number },
  stage: { width: number; height: number },
  lookWidth: number,
  zoom = 1,
) => lookSuffices(image, { ...wholeImage, zoom }, stage, lookWidth, 3);

test('on a phone the first look is enough until the image is magnified', () => {
  const photo = { width: 4000, height: 3000 };
  for (const stage of [phone, { width: 344, height: 256 }]) {
    expect(suffices(photo, stage, 640)).toBe(true);
    expect(suffices(photo, stage, 640, 1.1)).toBe(false);
  }
  // 512 pixels on 312: fewer of the screen's own pixels than it has would show no more.
  expect(suffices({ width: 512, height: 512 }, phone, 512)).toBe(true);
});

test('an image that is drawn larger than it is, or that the stage has more pixels for, takes tiles', () => {
  expect(suffices({ width: 200, height: 200 }, phone, 200)).toBe(false);
  expect(suffices({ width: 4000, height: 3000 }, { width: 700, height: 600 }, 640)).toBe(false);
});
