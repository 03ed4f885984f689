import { unionIou, type Box } from '@fakexplain/explanation';
import { expect, test } from 'vitest';
import { composeCollection } from '../collection.ts';
import { createRandom } from '../random.ts';
import { standIns } from './index.ts';

const images = [...composeCollection(3)];
const defective = images.filter(({ label }) => label === 'generated');

const explain = (slug: string, image: (typeof images)[number]) => {
  const standIn = standIns.find((each) => each.slug === slug) ?? expect.fail(`no stand-in ${slug}`);
  return standIn.explain(image, createRandom(`${slug}/${image.seed}`));
};

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;

function meanIou(slug: string): number {
  return mean(
    defective.map((image) => {
      const boxes = (list: { box: Box }[]) => list.map(({ box }) => box);
      return unionIou(boxes(explain(slug, image).regions), boxes(image.picture.findings)) ?? 0;
    }),
  );
}

const accuracy = (slug: string) =>
  mean(images.map((image) => (explain(slug, image).verdict === image.label ? 1 : 0)));

test('boxes are graded: close is near the reference, the others are not', () => {
  const close = meanIou('demo-close');
  expect(close).toBeGreaterThan(0.7);
  expect(meanIou('demo-hallucinated')).toBeLessThan(close - 0.2);
  expect(meanIou('demo-shifted')).toBeLessThan(0.3);
  expect(meanIou('demo-vague')).toBeLessThan(0.3);
  expect(meanIou('demo-wrong-verdict')).toBeLessThan(0.2);
});

test('the verdict is mostly wrong only where the name says so', () => {
  expect(accuracy('demo-close')).toBe(1);
  expect(accuracy('demo-shifted')).toBe(1);
  expect(accuracy('demo-wrong-verdict')).toBeLessThan(0.3);
});

test('the wrong defect is named in the right place', () => {
  expect(meanIou('demo-wrong-defect')).toBeGreaterThan(0.6);
  const misnamed = defective.filter((image) => {
    const [first] = explain('demo-wrong-defect', image).regions;
    return !image.picture.findings.some(({ phrases }) => first && phrases.includes(first.description));
  });
  expect(misnamed.length / defective.length).toBeGreaterThan(0.9);
});
