import { join } from 'node:path';
import { decodeMask, maskArea, maskSchema, pixelsOfRuns } from '@fakexplain/explanation';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { importTrainingRows } from '../datasets/import-training-rows.ts';
import { ImportRefused, type Refusal } from '../imports/refusal.ts';
import type { ImportOptions } from '../imports/take-rows.ts';
import { contentOf, useCatalogue } from '../testing/catalogue.ts';
import {
  datasetFolder,
  lines,
  picture,
  row,
  temporaryFolder,
  type DatasetFolder,
} from '../testing/dataset-folder.ts';
import { importPredictions } from './import-predictions.ts';
import type { Producer } from './open-producer.ts';

const catalogue = useCatalogue();
const size = { width: 40, height: 30 };
const mask = { threshold: 0.5, scale: false };
const generated = ['a/1.jpg', 'a/11.jpg', 'a/2.jpg', 'b/2.jpg', 'twins/5.jpg'];
const real = ['a/3.jpg', 'twins/5.png', 'last.png'];

beforeAll(async () => {
  const folder = await temporaryFolder();
  for (const name of [...generated, ...real]) await folder.write(name, await picture());
  const dataset = { slug: 'set', title: 'Set', kind: 'other', licence: '', source: '' } as const;
  await importTrainingRows({
    ...catalogue(),
    file: await folder.write(
      'rows.jsonl',
      lines([...generated.map((name) => row(name, [1, 2, 30, 20])), ...real.map((name) => row(name))]),
    ),
    imagesFolder: folder.path,
    manifest: { dataset: { ...dataset, localisation: 'visible_artifact' }, images: new Map() },
  });
  await folder.remove();
});

type Drawn = readonly (readonly [x1: number, y1: number, x2: number, y2: number, grey?: number])[];

/** A picture of a mask: boxes of a grey (white unless said) on black. */
function drawMask(boxes: Drawn, { width, height } = size): Sharp {
  const pixels = new Uint8Array(width * height);
  for (const [x1, y1, x2, y2, grey = 255] of boxes) {
    for (let y = y1; y < y2; y += 1) pixels.fill(grey, y * width + x1, y * width + x2);
  }
  return sharp(pixels, { raw: { width, height, channels: 1 } }).toColourspace('b-w');
}
const png = (boxes: Drawn, of = size) => drawMask(boxes, of).png().toBuffer();

async function bring(
  file: string,
  producer: Producer,
  { root, source, ...options }: ImportOptions & { root?: string; source: string },
) {
  const refusals: Refusal[] = [];
  const { summary, notes } = await importPredictions(
    { ...catalogue(), file, producer, dataset: 'set', source: { slug: source }, root },
    { onRefusal: (refusal) => refusals.push(refusal), ...options },
  );
  const { explanations } = await contentOf(catalogue(), 'set');
  const said = explanations.filter((row) => row['source'] === source);
  const told = refusals.map(({ file: at, line, field, reason }) => [
    line ?? at.slice(file.length),
    field,
    reason,
  ]);
  return { summary, notes, told, said };
}

/** The masks of an explanation's regions, in order. */
const masksOf = (said: Record<string, unknown> | undefined) =>
  z
    .array(z.object({ mask: maskSchema }))
    .parse(said?.['regions'])
    .map(({ mask }) => decodeMask(mask));

describe('LEGION', () => {
  const legion = { format: 'legion', mask } as const;

  /** The folder that infer.py writes for one image. */
  async function output(folder: DatasetFolder, image: string, caption?: string, boxes?: Drawn) {
    const name = `out/${image.split('/').at(-1) ?? ''}`;
    if (caption !== undefined) {
      await folder.write(`${name}/explanation.json`, JSON.stringify({ [image]: caption }));
    }
    if (boxes) await folder.write(`${name}/mask.png`, await png(boxes));
  }

  test('captions and masks go in by whole file names; verdicts are absent, and that is said', async () => {
    const folder = await datasetFolder();
    const drawn = [
      [2, 3, 12, 9],
      [30, 20, 33, 22],
      [20, 5, 26, 15],
    ] as const;
    await output(folder, '/home/x/1.jpg', 'The <p>hand</p> [SEG] melts , oddly.', drawn);
    await output(folder, '/home/x/11.jpg', 'Nothing stands out.', []);
    await output(folder, '/home/x/3.jpg', 'The wall bends.');
    await output(folder, '/home/x/last.png', undefined, drawn);
    const { summary, notes, told, said } = await bring(join(folder.path, 'out'), legion, {
      source: 'legion',
    });
    expect(told).toEqual([]);
    expect(summary).toEqual({
      added: { 'without a verdict': 4 },
      present: 0,
      refused: 0,
      interrupted: false,
    });
    expect(notes).toEqual([
      '4 × no verdict is given; --verdicts brings verdicts from another file',
      '1 × no mask: counts as an empty one',
      '1 × a mask without a text',
      '3 × an image found by its file name alone; with --root, paths decide',
      '4 images have no prediction',
    ]);
    expect(said).toMatchObject([
      {
        path: 'a/1.jpg',
        run: 'out',
        verdict: null,
        parse_status: 'failed',
        parse_problems: [{ code: 'verdict_not_given' }],
        raw_text: 'The <p>hand</p> [SEG] melts , oddly.',
        grammar: null,
        reasoning: '',
        regions: [
          { box: [2, 3, 12, 9], description: 'The hand melts, oddly.' },
          { box: [20, 5, 26, 15], description: '' },
          { box: [30, 20, 33, 22], description: '' },
        ],
      },
      { path: 'a/11.jpg', reasoning: 'Nothing stands out.', regions: [] },
      {
        path: 'a/3.jpg',
        reasoning: 'The wall bends.',
        regions: [],
        parse_problems: [{ code: 'verdict_not_given' }, { code: 'missing_mask' }],
      },
      {
        path: 'last.png',
        raw_text: null,
        regions: [{ description: '' }, {}, {}],
        parse_problems: [{ code: 'missing_text' }, { code: 'verdict_not_given' }],
      },
    ]);
    expect(masksOf(said[0]).map(maskArea)).toEqual([60, 60, 6]);
  });

  test('verdicts come from a table of words', async () => {
    const folder = await datasetFolder();
    await output(folder, 'a/1.jpg', 'x', [[1, 1, 9, 9]]);
    await output(folder, 'a/3.jpg', 'y', []);
    const verdicts = await folder.write(
      'v.csv',
      'image,verdict\n/d/1.jpg,fake\n3.jpg,REAL\n2.jpg,real\nz.png,real\n',
    );
    const { notes, said } = await bring(
      join(folder.path, 'out'),
      { ...legion, verdicts },
      {
        source: 'legion-verdicts',
      },
    );
    expect(said).toMatchObject([
      { path: 'a/1.jpg', verdict: 'generated', parse_status: 'ok' },
      { path: 'a/3.jpg', verdict: 'real', parse_status: 'ok' },
    ]);
    expect(notes).toContain(`2 × a row of ${verdicts} that names no image of the dataset, or several`);
    const numbers = await folder.write('n.csv', 'image,verdict\n1.jpg,1\n');
    await expect(
      bring(join(folder.path, 'out'), { ...legion, verdicts: numbers }, { source: 'never' }),
    ).rejects.toThrow(`${numbers}:2: the verdict is "1"; write real or generated (fake), in words`);
  });

  test('what cannot be of one image is refused, folder by folder', async () => {
    const folder = await datasetFolder();
    await output(folder, '/d/2.jpg', 'of which?', []);
    await output(folder, '/d/7.jpg', 'unknown', []);
    await folder.write('out/1.jpg/explanation.json', JSON.stringify({ '/d/11.jpg': 'of another' }));
    await folder.write('out/3.jpg/explanation.json', '{"a": "x", "b": "y"}');
    await folder.write('out/11.jpg/notes.txt', '');
    await folder.write('out/last.png/mask.png', await png([], { width: 30, height: 40 }));
    await folder.write('out/5.png/mask.png', 'no picture');
    await folder.write('out/log.txt', '');
    const { summary, told, said } = await bring(join(folder.path, 'out'), legion, {
      source: 'legion-refused',
    });
    expect(said).toEqual([]);
    expect(summary.refused).toBe(7);
    expect(told).toEqual([
      ['/1.jpg', 'explanation.json', 'it is of /d/11.jpg, the folder of 1.jpg'],
      ['/11.jpg', '', 'the folder has neither explanation.json nor mask.png'],
      ['/2.jpg', 'explanation.json', expect.stringMatching(/any of 2 images: a\/2\.jpg, b\/2\.jpg/)],
      ['/3.jpg', 'explanation.json', expect.stringMatching(/it has 2 captions/)],
      ['/5.png', 'mask.png', expect.stringMatching(/cannot be read as a picture/)],
      ['/7.jpg', 'explanation.json', 'the dataset set has no image 7.jpg'],
      ['/last.png', 'mask.png', expect.stringMatching(/30 × 40 pixels, its image 40 × 30, turned/)],
    ]);
  });
});

describe('FakeShield', () => {
  const answer = (verdict: string) =>
    '1. Whether the picture has been tampered with / Description of the tampered area: ' +
    `The picture has ${verdict} tampered with, the sky.\n\n2. Judgment basis: Edges.`;

  test('answers have verdicts, lossy masks are thresholded, missing ones are empty and counted', async () => {
    const folder = await datasetFolder();
    const lossy = await drawMask([[4, 4, 20, 20]])
      .jpeg({ quality: 60 })
      .toBuffer();
    await folder.write('MFLM_output/1.jpg', lossy);
    await folder.write('MFLM_output/99.jpg', lossy);
    const file = await folder.write(
      'DTE-FDM_output.jsonl',
      lines([
        { image: '/home/x/set/a/1.jpg', outputs: answer('been') },
        { image: '/home/x/set/a/11.jpg', outputs: answer('been') },
        { image: '/home/x/set/a/3.jpg', outputs: answer('not been') },
        { image: '/home/x/set/b/2.jpg', outputs: 'A dog.' },
        { image: '/home/x/set/c/2.jpg', outputs: 'A dog.' },
        { image: '/home/x/set/last.png', outputs: ' ' },
        { image: '/home/x/set/twins/5.png' },
      ]),
    );
    const producer: Producer = { format: 'fakeshield', mask, masks: join(folder.path, 'MFLM_output') };
    const { summary, notes, told, said } = await bring(file, producer, {
      source: 'fakeshield',
      root: '/home/x/set',
    });
    expect(summary.added).toEqual({ generated: 3, real: 1, 'without a verdict': 1 });
    expect(told).toEqual([
      [5, 'image', 'the dataset set has no image c/2.jpg'],
      [7, 'outputs', expect.any(String)],
    ]);
    expect(said).toMatchObject([
      {
        path: 'a/1.jpg',
        verdict: 'generated',
        parse_status: 'ok',
        reasoning: 'Edges.',
        regions: [{ description: 'The picture has been tampered with, the sky.' }],
        raw_text: answer('been'),
      },
      { path: 'a/11.jpg', verdict: 'generated', parse_status: 'partial', regions: [] },
      { path: 'a/3.jpg', verdict: 'real', parse_status: 'ok', parse_problems: [{ code: 'missing_mask' }] },
      {
        path: 'b/2.jpg',
        verdict: 'generated',
        parse_status: 'partial',
        parse_problems: [{ code: 'verdict_by_default' }, { code: 'missing_mask' }],
      },
      { path: 'last.png', verdict: null, parse_status: 'failed' },
    ]);
    const [marked] = masksOf(said[0]);
    const { data } = await sharp(lossy).greyscale().raw().toBuffer({ resolveWithObject: true });
    const expected = Array.from(data, (value) => (value > 127 ? 1 : 0));
    // Lossy indeed: there is grey between, so that any other threshold marks another area.
    expect(data.some((value) => value > 0 && value < 127)).toBe(true);
    expect(marked && [...pixelsOfRuns(marked)]).toEqual(expected);
    expect(notes.toSorted()).toEqual([
      `1 × a file of ${join(folder.path, 'MFLM_output')} that is the mask of no row`,
      expect.stringMatching(/^1 × neither "has"/),
      expect.stringMatching(/^1 × no verdict/),
      '3 images have no prediction',
      expect.stringMatching(/^4 × no mask/),
    ]);
  });

  test('one object alone is a file, and a mask that two rows share is nobody’s', async () => {
    const folder = await datasetFolder();
    const alone = await folder.write(
      'one.jsonl',
      JSON.stringify({ image: 'a/1.jpg', outputs: answer('been') }),
    );
    const { said } = await bring(alone, { format: 'fakeshield', mask }, { source: 'fakeshield-one' });
    expect(said).toMatchObject([
      {
        verdict: 'generated',
        parse_status: 'ok',
        parse_problems: [],
        reasoning: 'The picture has been tampered with, the sky. Edges.',
      },
    ]);
    await folder.write('masks/2.jpg', await png([[1, 1, 5, 5]]));
    const two = await folder.write(
      'two.jsonl',
      lines(['a/2.jpg', 'b/2.jpg'].map((image) => ({ image, outputs: answer('been') }))),
    );
    const producer: Producer = { format: 'fakeshield', mask, masks: join(folder.path, 'masks') };
    const { told } = await bring(two, producer, { source: 'fakeshield-two' });
    expect(told).toEqual(
      [1, 2].map((line) => [line, 'image', expect.stringMatching(/2 rows are of images called 2\.jpg/)]),
    );
  });
});

test('FakeShield as first published: "text", and masks called after the image and its ending', async () => {
  const folder = await datasetFolder();
  const file = await folder.write(
    'answers.jsonl',
    lines([
      {
        question_id: 1,
        image: '/d/image/1.jpg',
        mask: '/d/mask/1.png',
        text: 'The picture has been tampered with.',
        metadata: {},
      },
    ]),
  );
  await folder.write('epoch_0/1.jpg_output_mask.png', await png([[1, 1, 5, 5]]));
  await folder.write('epoch_0/1.jpg_GT_mask.png', await png([[0, 0, 40, 30]]));
  const producer: Producer = { format: 'fakeshield', mask, masks: join(folder.path, 'epoch_0') };
  const { said, notes } = await bring(file, producer, { source: 'fakeshield-old' });
  expect(said).toMatchObject([{ verdict: 'generated', regions: [{ box: [1, 1, 5, 5] }] }]);
  expect(notes).toEqual([expect.stringMatching(/file name alone/), '7 images have no prediction']);
});

test('FakeVLM: whole words decide, no coin is tossed, and its own reading is kept', async () => {
  const folder = await datasetFolder();
  const file = await folder.write(
    'results.json',
    JSON.stringify([
      { image_path: 'test/a/1.jpg', output: 'This is a fake image. The fur melts.' },
      { image_path: 'test/a/11.jpg', output: 'An unreal, fake scene.', score: 0.75 },
      { image_path: 'test/a/3.jpg', output: 'It looks realistic. Well lit.' },
      { image_path: 'test/last.png', output: 'I cannot help with that.' },
      { image_path: 'test/2.jpg', output: 'This is a real image.' },
      { image_path: 'test/a/2.jpg' },
      'row',
    ]),
  );
  const { summary, notes, told, said } = await bring(file, { format: 'fakevlm' }, { source: 'fakevlm' });
  expect(summary.added).toEqual({ generated: 2, 'without a verdict': 2 });
  expect(told).toEqual([
    ['', '[4].image_path', expect.stringMatching(/test\/2\.jpg could be any of 2 images/)],
    ['', '[5].output', expect.any(String)],
    ['', '[6]', expect.any(String)],
  ]);
  expect(said).toMatchObject([
    { path: 'a/1.jpg', verdict: 'generated', reasoning: 'The fur melts.', parse_problems: [] },
    {
      path: 'a/11.jpg',
      verdict: 'generated',
      probability: 0.75,
      parse_status: 'ok',
      raw_text: 'An unreal, fake scene.',
      parse_problems: [{ code: 'other_reading', message: 'FakeVLM’s own evaluation reads real' }],
    },
    { path: 'a/3.jpg', verdict: null, parse_status: 'failed' },
    {
      path: 'last.png',
      verdict: null,
      parse_problems: [
        {
          code: 'missing_verdict',
          message: expect.stringMatching(/evaluation would toss a coin/),
        },
      ],
    },
  ]);
  expect(notes).toContain('4 images have no prediction');
});

describe('scores', () => {
  test('a table of images and scores gives probabilities and verdicts', async () => {
    const folder = await datasetFolder();
    const table =
      'Path,Score,extra\na/1.jpg,0.9,\n"a/3.jpg",0.5,x\na/11.jpg,1.5,\nlast.png,,\na/2.jpg,nan,\n';
    const file = await folder.write('npr.csv', table);
    const producer: Producer = { format: 'scores', positive: 'generated', threshold: 0.5 };
    const { told, said } = await bring(file, producer, { source: 'npr' });
    expect(told).toEqual(
      [4, 5, 6].map((line) => [line, 'score', expect.stringMatching(/is no probability/)]),
    );
    expect(said).toMatchObject([
      { path: 'a/1.jpg', verdict: 'generated', probability: 0.9, raw_text: null, parse_status: 'ok' },
      { path: 'a/3.jpg', verdict: 'real', probability: 0.5 },
    ]);
  });

  test('a score may mean real, and its threshold is of generated', async () => {
    const folder = await datasetFolder();
    const file = await folder.write(
      'dire.jsonl',
      lines([
        { image: 'a/1.jpg', score: 0.25 },
        { image: 'a/3.jpg', score: '0.5' },
      ]),
    );
    const producer: Producer = { format: 'scores', positive: 'real', threshold: 0.6 };
    const { said } = await bring(file, producer, { source: 'dire' });
    expect(said).toMatchObject([
      { verdict: 'generated', probability: 0.75 },
      { verdict: 'real', probability: 0.5 },
    ]);
  });
});

describe('masks', () => {
  const masks = { format: 'masks', mask, verdictArea: 0 } as const;

  test('a folder of masks becomes regions, with verdicts by area', async () => {
    const folder = await datasetFolder();
    await folder.write(
      'm/a/1.png',
      await png([
        [0, 0, 3, 3],
        [3, 3, 6, 6],
        [20, 5, 22, 6, 127],
      ]),
    );
    await folder.write('m/a/3.png', await png([[0, 0, 9, 9, 100]]));
    await folder.write('m/a/11.png', await png([[0, 0, 9, 9, 1]]));
    await folder.write('m/elsewhere/last.png', await png([[0, 0, 1, 1]]));
    await folder.write('m/twins/5.png', await png([]));
    await folder.write('m/2.png', await png([]));
    await folder.write('m/log.txt', '');
    const { notes, told, said } = await bring(join(folder.path, 'm'), masks, { source: 'segformer' });
    expect(told).toEqual([
      ['/2.png', '', expect.stringMatching(/a\/2\.jpg, b\/2\.jpg/)],
      ['/twins/5.png', '', expect.stringMatching(/twins\/5\.jpg, twins\/5\.png/)],
    ]);
    expect(said).toMatchObject([
      // Touching corners join.
      { path: 'a/1.jpg', verdict: 'generated', regions: [{ box: [0, 0, 6, 6], description: '' }] },
      { path: 'a/11.jpg', verdict: 'real', parse_problems: [{ code: 'faint_mask' }] },
      { path: 'a/3.jpg', verdict: 'real', regions: [] },
      { path: 'last.png', verdict: 'generated', regions: [{ box: [0, 0, 1, 1] }] },
    ]);
    expect(notes).toContain(`1 × a file of ${join(folder.path, 'm')} that is no picture by its name`);
  });

  test('verdicts need more than a share of the area, come from a table, or are absent', async () => {
    const folder = await datasetFolder();
    await folder.write('m/1.png', await png([[0, 0, 12, 10]]));
    await folder.write('m/3.png', await png([[0, 0, 12, 11]]));
    const path = join(folder.path, 'm');
    const verdicts = await folder.write('v.csv', 'image,verdict\n3.jpg,real\n');
    const verdictsOf = async (more: Partial<Extract<Producer, { format: 'masks' }>>, source: string) =>
      (await bring(path, { ...masks, ...more }, { source })).said.map((row) => row['verdict']);
    expect(await verdictsOf({ verdictArea: 0.1 }, 'by-area')).toEqual(['real', 'generated']);
    expect(await verdictsOf({ verdictArea: 0.01, verdicts }, 'by-table')).toEqual(['generated', 'real']);
    expect(await verdictsOf({ verdictArea: null }, 'by-nothing')).toEqual([null, null]);
  });

  test('a mask of another size is refused, or scaled by the nearest pixel', async () => {
    const folder = await datasetFolder();
    await folder.write(
      'm/1.png',
      await png(
        [
          [0, 0, 4, 3],
          [8, 6, 10, 7],
        ],
        { width: 20, height: 10 },
      ),
    );
    const path = join(folder.path, 'm');
    const refused = await bring(path, masks, { source: 'small-masks' });
    expect(refused.told).toEqual([
      ['/1.png', '', expect.stringMatching(/20 × 10 pixels, its image 40 × 30; --scale-masks/)],
    ]);
    const { said } = await bring(
      path,
      { ...masks, mask: { ...mask, scale: true } },
      {
        source: 'scaled-masks',
      },
    );
    expect(said).toMatchObject([
      {
        regions: [{ box: [0, 0, 8, 9] }, { box: [16, 18, 20, 21] }],
        parse_problems: [{ code: 'scaled_mask' }],
      },
    ]);
    expect(masksOf(said[0]).map(maskArea)).toEqual([72, 12]);
  });
});

test('mllm-defake: 1 is real, 0 is fake, -1 is neither, and labels are compared', async () => {
  const folder = await datasetFolder();
  const file = await folder.write(
    'out.csv',
    'path,label,pred\n/d/1.jpg,0,0\n/d/11.jpg,1,1\n/d/3.jpg,1,-1\n/d/last.png,1,2\n',
  );
  const { summary, notes, told, said } = await bring(file, { format: 'mllm-defake' }, { source: 'defake' });
  expect(summary.added).toEqual({ generated: 1, real: 1, 'without a verdict': 1 });
  expect(told).toEqual([[5, 'pred', '2 is not 1 (real), 0 (fake) or -1 (not parsed)']]);
  expect(said).toMatchObject([
    { path: 'a/1.jpg', verdict: 'generated', parse_problems: [] },
    {
      path: 'a/11.jpg',
      verdict: 'real',
      parse_problems: [{ code: 'other_label', message: 'the file says real, the dataset generated' }],
    },
    { path: 'a/3.jpg', verdict: null, parse_status: 'failed' },
  ]);
  expect(notes).toContain('1 × a label that is not the dataset’s; if these are most, they may be swapped');
});

test('repeated, or stopped and resumed, each prediction is there once', async () => {
  const folder = await datasetFolder();
  const all = [...generated, ...real];
  const file = await folder.write('s.csv', `image,score\n${all.map((name) => `${name},0.5\n`).join('')}`);
  const producer: Producer = { format: 'scores', positive: 'generated', threshold: 0.5 };
  const abort = new AbortController();
  const stopped = await bring(file, producer, {
    source: 'resumed',
    signal: abort.signal,
    onProgress: ({ rows }) => rows === 2 && abort.abort(),
  });
  expect(stopped.summary.interrupted).toBe(true);
  const there = stopped.summary.added['real'] ?? 0;
  expect(there).toBeLessThan(all.length);
  expect((await bring(file, producer, { source: 'resumed' })).summary).toMatchObject({
    added: { real: all.length - there },
    present: there,
  });
  const again = await bring(file, producer, { source: 'resumed' });
  expect(again.summary).toMatchObject({ added: {}, present: all.length });
  expect(again.said).toHaveLength(all.length);
});

test.each<[string, Record<string, string>, string, Producer, RegExp]>([
  ['no folder', {}, 'out', { format: 'legion', mask }, /There is no folder/],
  ['a file for a folder', { out: '' }, 'out', { format: 'masks', mask, verdictArea: 0 }, /is not a folder/],
  ['no JSON', { 'a.json': '[' }, 'a.json', { format: 'fakevlm' }, /cannot be read as JSON/],
  ['no list', { 'a.json': '{}' }, 'a.json', { format: 'fakevlm' }, /is no list/],
  [
    'no score',
    { 'a.csv': 'image,prob\n' },
    'a.csv',
    { format: 'scores', positive: 'real', threshold: 0.5 },
    /no column score; the first row names: image, prob/,
  ],
  ['another table', { 'a.txt': '' }, 'a.txt', { format: 'mllm-defake' }, /neither called \.csv nor \.jsonl/],
  [
    'no masks',
    { 'a.jsonl': '' },
    'a.jsonl',
    { format: 'fakeshield', mask, masks: '/nowhere' },
    /There is no folder \/nowhere/,
  ],
])('nothing is done with %s', async (_, files, path, producer, reason) => {
  const folder = await datasetFolder();
  for (const [name, content] of Object.entries(files)) await folder.write(name, content);
  const attempt = bring(join(folder.path, path), producer, { source: 'nobody' });
  await expect(attempt).rejects.toThrow(ImportRefused);
  await expect(attempt).rejects.toThrow(reason);
});
