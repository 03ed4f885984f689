import { expect, test } from 'vitest';
import { freezeImages, undrawableArms } from './freeze-images.ts';

const arm = (contents: Record<string, string>) =>
  new Map(
    Object.entries(contents).map(([sha256, contentHash]) => [
      sha256,
      { explanationId: `${sha256} ${contentHash}`, contentHash },
    ]),
  );
const images = ['a', 'b', 'c', 'd'].map((sha256) => ({ sha256 }));

test('an image is asked where two arms show something different', () => {
  const frozen = freezeImages(images, [
    arm({ a: 'x', b: 'x', c: 'x' }),
    arm({ a: 'x', b: 'y' }),
    arm({ b: 'x', d: 'z' }),
  ]);
  expect(frozen.map(({ image }) => image.sha256)).toEqual(['b']);
  expect(frozen[0]?.explanations.map((e) => e?.contentHash)).toEqual(['x', 'y', 'x']);
});

test('an arm is undrawable where it is alone or looks like all the others', () => {
  const frozen = freezeImages(images, [
    arm({ a: 'x', b: 'x' }),
    arm({ a: 'y', b: 'y' }),
    arm({ c: 'x' }),
    arm({}),
  ]);
  expect(undrawableArms(frozen, 4)).toEqual([2, 3]);
});
