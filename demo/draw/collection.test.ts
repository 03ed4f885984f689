import { explanationFromTrainingRow, parseExplanation } from '@fakexplain/explanation';
import { describe, expect, test } from 'vitest';
import { composeCollection, type DemoImage } from './collection.ts';
import { manifest } from './manifest.ts';
import { annotationRow, explanationRow, headerRow } from './rows.ts';
import { scenes } from './scenes/index.ts';
import { standIns } from './sources/index.ts';

const images = [...composeCollection(1)];
const defective = images.filter(({ label }) => label === 'generated');

function first(seed: number, count: number): DemoImage[] {
  const drawn: DemoImage[] = [];
  for (const image of composeCollection(seed)) {
    if (drawn.push(image) === count) break;
  }
  return drawn;
}

describe('the collection', () => {
  test('has 200 images, half of them without a defect, of every scene and with every defect', () => {
    expect(images).toHaveLength(200);
    expect(defective).toHaveLength(100);
    expect(new Set(images.map(({ path }) => path)).size).toBe(200);
    for (const scene of scenes) {
      const own = images.filter((image) => image.scene === scene);
      expect(own.filter(({ label }) => label === 'real')).not.toHaveLength(0);
      const drawn = new Set(own.flatMap(({ picture }) => picture.findings.map(({ name }) => name)));
      expect([...drawn].toSorted()).toEqual(scene.defects.toSorted());
    }
  });

  test('gives defective images one to three defects and the others none', () => {
    for (const { label, picture } of images) {
      const [least, most] = label === 'real' ? [0, 0] : [1, 3];
      expect(picture.findings.length).toBeGreaterThanOrEqual(least);
      expect(picture.findings.length).toBeLessThanOrEqual(most);
    }
    expect(defective.some(({ picture }) => picture.findings.length === 3)).toBe(true);
  });

  test('puts every box inside its image', () => {
    for (const { picture, path } of defective) {
      for (const { name, box } of picture.findings) {
        const [x1, y1, x2, y2] = box;
        const where = `${path}: ${name}`;
        expect(
          [x1, y1, picture.width - x2, picture.height - y2].every((margin) => margin >= 0),
          where,
        ).toBe(true);
        expect(Math.min(x2 - x1, y2 - y1), where).toBeGreaterThanOrEqual(5);
      }
    }
  });

  test('draws and says the same for the same seed, and something else for another', () => {
    const again = first(1, 60);
    expect(again.map(({ picture }) => picture.svg)).toEqual(
      images.slice(0, 60).map(({ picture }) => picture.svg),
    );
    expect(again.map(annotationRow)).toEqual(images.slice(0, 60).map(annotationRow));
    expect(first(2, 8).map(annotationRow)).not.toEqual(images.slice(0, 8).map(annotationRow));
  });
});

test('annotations are training rows that give back the label and every defect', () => {
  for (const image of images) {
    const row = explanationFromTrainingRow(annotationRow(image));
    expect(row).toMatchObject({ ok: true, imagePath: image.path, label: image.label, warnings: [] });
    if (!row.ok) continue;
    const { regions } = row.explanation;
    expect(regions.map(({ box }) => box)).toEqual(image.picture.findings.map(({ box }) => box));
    image.picture.findings.forEach(({ phrases }, index) => {
      expect(phrases).toContain(regions[index]?.description);
    });
  }
});

describe.each(standIns)('$name', (standIn) => {
  const rows = images.map((image) => explanationRow(standIn, image));

  test('says that it is of the demo', () => {
    expect(headerRow(standIn).source).toMatchObject({ kind: 'stand-in', demo: true });
    expect(standIn.name).toMatch(/^demo: /);
  });

  test('explains every image with boxes inside it', () => {
    let partial = 0;
    for (const [index, row] of rows.entries()) {
      const { picture } = images[index] ?? expect.fail('no image');
      const { explanation, status } =
        'text' in row && standIn.raw
          ? parseExplanation(row.text, { ...standIn.raw, image: picture })
          : {
              explanation: 'explanation' in row ? row.explanation : expect.fail('nothing said'),
              status: 'ok',
            };
      if (status !== 'ok') partial++;
      else expect(explanation.verdict).not.toBeNull();
      for (const { box, description } of explanation.regions) {
        expect(box[0]).toBeGreaterThanOrEqual(0);
        expect(box[1]).toBeGreaterThanOrEqual(0);
        expect(box[2]).toBeLessThanOrEqual(picture.width);
        expect(box[3]).toBeLessThanOrEqual(picture.height);
        expect(description).not.toBe('');
      }
    }
    if (standIn.raw?.cutOff) expect(partial).toBeGreaterThan(0);
    expect(partial).toBeLessThan(20);
  });
});

test('the manifest knows every image and calls the dataset a demo', () => {
  const text = manifest(images);
  expect(text).toContain('kind: demo');
  for (const { path } of images) expect(text).toContain(path);
});
