import { datasetFolder } from '@fakexplain/fixtures/dataset-folder';
import { describe, expect, test } from 'vitest';
import { answeredImages as names, useAnswers } from '../../testing/use-answers.ts';

const bring = useAnswers();

const write = async (name: string, content: unknown) => {
  const folder = await datasetFolder();
  return folder.write(name, typeof content === 'string' ? content : JSON.stringify(content));
};

type Annotation = { image: number; category?: number } & Record<string, unknown>;

/** A COCO file of the four images. */
const coco = (categories: string[], annotations: Annotation[]) => ({
  images: names.map((file_name, id) => ({ id, file_name, width: 64, height: 48 })),
  categories: categories.map((name, id) => ({ id, name })),
  annotations: annotations.map(({ image, category, ...more }, id) => ({
    id,
    image_id: image,
    ...(category !== undefined && { category_id: category }),
    ...more,
  })),
});
const bbox = [10, 8, 20, 16];
const box = [10, 8, 30, 24];

/** A Label Studio task of an image with choices, and a box with a label. */
const task = (image: string | undefined, choices: string[], label?: string) => ({
  data: { image },
  annotations: [
    {
      result: [
        { id: 'v', type: 'choices', value: { choices } },
        ...(label === undefined
          ? []
          : [
              {
                id: 'a',
                type: 'rectanglelabels',
                value: { x: 25, y: 25, width: 50, height: 50, rectanglelabels: [label] },
              },
            ]),
      ],
    },
  ],
});

describe('labels that are a verdict', () => {
  test('COCO: a box that is called real is a verdict and no region, one that is called fake a region without words', async () => {
    const { rows, told } = await bring(
      await write(
        'openforensics.json',
        coco(
          ['Real', 'Fake'],
          [
            { image: 2, category: 0, bbox },
            { image: 0, category: 1, bbox },
            { image: 1, category: 1, bbox, caption: 'six fingers' },
            { image: 3, category: 0, caption: 'nothing odd' },
          ],
        ),
      ),
    );
    expect(told).toEqual([]);
    expect(rows).toMatchObject([
      { path: names[0], verdict: 'generated', regions: [{ box, description: '' }], parse_problems: [] },
      { path: names[1], verdict: 'generated', regions: [{ box, description: 'six fingers' }] },
      { path: names[2], verdict: 'real', regions: [] },
      { path: names[3], verdict: 'real', regions: [], reasoning: 'nothing odd' },
    ]);
  });

  test('both at once are refused, wherever they stand', async () => {
    const { rows, told } = await bring(
      await write(
        'both.json',
        coco(
          ['real', 'fake'],
          [
            { image: 0, category: 0, bbox },
            { image: 0, category: 1, bbox },
          ],
        ),
      ),
    );
    expect(rows).toEqual([]);
    expect(told).toEqual([': images[0]: the annotation says both verdicts: “real” and “fake”']);
    const choice = await bring(await write('both-ls.json', [task(names[0], ['Real'], 'fake')]));
    expect(choice.told).toEqual([': [0]: the annotation says both verdicts: “Real” and “fake”']);
  });

  test('CVAT and Label Studio: boxes that are called real', async () => {
    const cvat = await bring(
      await write(
        'real.xml',
        `<annotations>
          <image id="0" name="r-001.png" width="64" height="48">
            <box label="Real" xtl="1" ytl="2" xbr="30" ybr="20"><attribute name="why">soft light</attribute></box></image>
          <image id="1" name="a-001.png" width="64" height="48">
            <tag label="verdict"><attribute name="value">fake</attribute></tag></image>
        </annotations>`,
      ),
    );
    expect(cvat.rows).toMatchObject([
      { path: names[0], verdict: 'generated', regions: [] },
      { path: names[2], verdict: 'real', regions: [], reasoning: 'soft light' },
    ]);
    const studio = await bring(await write('real.json', [task(names[2], [], 'REAL')]));
    expect(studio.rows).toMatchObject([{ verdict: 'real', regions: [] }]);
  });

  test('COCO results: the score of a place called real is not the probability of generated', async () => {
    const answers = { names: await write('names.json', coco(['Real', 'Fake'], [])) };
    const results = [
      { image_id: 2, category_id: 0, bbox, score: 0.75 },
      { image_id: 0, category_id: 1, bbox, score: 0.97 },
      // Both are said of one place, and one of them is meant.
      { image_id: 1, category_id: 0, bbox, score: 0.9 },
      { image_id: 1, category_id: 1, bbox, score: 0.125 },
    ];
    const { rows, notes } = await bring(await write('results.json', results), { answers });
    expect(rows).toMatchObject([
      { path: names[0], verdict: 'generated', probability: 0.97, regions: [{ box, description: '' }] },
      { path: names[1], verdict: 'real', probability: 0.125, regions: [] },
      { path: names[2], verdict: 'real', probability: 0.25, regions: [] },
    ]);
    expect(notes).toContain(
      '1 × an image with nothing but places called real: 1 less their highest score is its probability',
    );
  });
});

describe('words that are not read', () => {
  const export_ = () => [
    task(names[2], ['Authentic'], 'artifact'),
    task(names[0], ['unreal'], 'artifact'),
    task(names[1], [], 'artifact'),
    task(names[3], ['Unsure']),
  ];

  test('are no verdict; they are named, with the option that says what they mean', async () => {
    const { rows, told, notes, understood } = await bring(await write('unread.json', export_()));
    expect(rows).toMatchObject([
      { path: names[0], verdict: null, parse_status: 'failed', regions: [{ description: 'artifact' }] },
      { path: names[1], verdict: 'generated', parse_problems: [{ code: 'verdict_by_regions' }] },
      { path: names[2], verdict: null, parse_status: 'failed' },
    ]);
    expect(rows[2]?.['parse_problems']).toEqual([
      { code: 'unread_verdict', message: 'there is no verdict that is read: “Authentic”' },
    ]);
    expect(told).toEqual([
      ': [3]: the annotation says “Unsure”, of which it is not known whether it means real or generated; say what it means with --label Unsure=real or --label Unsure=generated',
    ]);
    expect(notes[0]).toBe(
      'Words that say no verdict that is read: “Authentic” (1), “unreal” (1), “Unsure” (1); say what it means with --label Authentic=real or --label Authentic=generated',
    );
    expect(understood.filter((line) => line.includes('no verdict is said'))).toEqual([
      '  1 × no verdict is said: what marks something counts as generated',
    ]);
  });

  test('are verdicts once they are explained, also as labels of places', async () => {
    const labels = new Map([
      ['authentic', 'real'],
      ['unreal', 'generated'],
    ] as const);
    const { rows } = await bring(await write('explained.json', export_()), { answers: { labels } });
    expect(rows).toMatchObject([
      { path: names[0], verdict: 'generated', tags: [] },
      { path: names[1], verdict: 'generated' },
      { path: names[2], verdict: 'real', regions: [{ description: 'artifact' }] },
    ]);
    const place = await write('place.json', [task(names[2], [], 'authentic')]);
    expect((await bring(place)).rows).toMatchObject([{ verdict: null }]);
    expect((await bring(place, { answers: { labels } })).rows).toMatchObject([
      { verdict: 'real', regions: [] },
    ]);
  });
});

test('COCO: a box that its attributes turn, as CVAT exports it, counts as the upright box around it', async () => {
  const file = await write(
    'turned.json',
    coco(['odd'], [{ image: 0, category: 0, bbox: [10, 20, 20, 4], attributes: { rotation: 90 } }]),
  );
  const { rows } = await bring(file);
  expect(rows).toMatchObject([{ regions: [{ box: [18, 12, 22, 32] }] }]);
  expect(rows[0]?.['parse_problems']).toContainEqual({
    code: 'box_turned',
    message: 'a box turned by 90° counts as the upright box around it',
  });
});

test('COCO results with scores in percent are refused by the place of the score', async () => {
  const results = [
    { image_id: 0, bbox, score: 3.2 },
    { image_id: 1, bbox, score: 0.5 },
    { image_id: 1, bbox, score: 97 },
  ];
  const answers = { names: await write('names.json', coco([], [])) };
  const { rows, told } = await bring(await write('percent.json', results), { answers });
  expect(rows).toEqual([]);
  expect(told).toEqual([
    expect.stringMatching(/^: \[0\]\.score: 3\.2 is not a probability, 0 to 1/),
    expect.stringMatching(/^: \[2\]\.score: 97 is not a probability, 0 to 1/),
  ]);
});

test('COCO: refusals show the numbers and the place that the file has', async () => {
  const file = await write(
    'narrow.json',
    coco(
      ['odd'],
      [
        { image: 0, category: 0, bbox: [10, 20, 0, 5] },
        { image: 3, category: 0, bbox: [10, 8, 20, 90] },
      ],
    ),
  );
  expect((await bring(file)).told).toEqual([
    ': annotations[0].bbox: [10, 20, 0, 5] has no width: a box is [x, y, width, height]',
    ': annotations[1].bbox: [10, 8, 20, 90] reaches beyond the image, which has 64 × 48 pixels',
  ]);
});

test('COCO results: a region that is found again counts once', async () => {
  const answers = { names: await write('names.json', coco(['odd'], [])) };
  const result = { image_id: 0, category_id: 0, bbox, score: 0.75 };
  const { rows, understood } = await bring(await write('again.json', [result, result, result]), { answers });
  expect(rows).toMatchObject([{ probability: 0.75, regions: [{ box, description: 'odd' }] }]);
  expect(understood).toContain('  1 × regions that are said again: each counts once');
});

test('Label Studio: a shape and its labels may be two results of one id', async () => {
  const place = { x: 25, y: 25, width: 50, height: 50, rotation: 0 };
  const result = [
    { id: 'a', type: 'rectangle', value: place },
    { id: 'a', type: 'labels', value: { ...place, labels: ['six fingers'] } },
  ];
  const file = await write('two.json', [{ data: { image: names[0] }, annotations: [{ result }] }]);
  expect((await bring(file)).rows).toMatchObject([
    { regions: [{ box: [16, 12, 48, 36], description: 'six fingers' }] },
  ]);
});
