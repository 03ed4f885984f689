import { join } from 'node:path';
import { datasetFolder, lines } from '@fakexplain/fixtures/dataset-folder';
import { describe, expect, test } from 'vitest';
import { ImportRefused } from '../rows/refusal.ts';
import type { Producer } from './open-producer.ts';
import { imagePaths, mask, usePredictions } from '../testing/use-predictions.ts';

const bring = usePredictions();

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
    ['', '[4].image_path', 'the dataset set has no image 2.jpg'],
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

test('FakeVLM: the form of its other script, and a file of another kind', async () => {
  const folder = await datasetFolder();
  const rows = [
    { id: '/data/set/a/1.jpg', caption: ' This is a fake image. The light falls from one side.' },
    { id: '/data/set/a/3.jpg', caption: ' This is a real image.' },
  ];
  const file = await folder.write('vllm.json', JSON.stringify(rows));
  const { said, told } = await bring(file, { format: 'fakevlm' }, { source: 'fakevlm-vllm' });
  expect(told).toEqual([]);
  expect(said).toMatchObject([
    { path: 'a/1.jpg', verdict: 'generated', reasoning: 'The light falls from one side.' },
    { path: 'a/3.jpg', verdict: 'real', reasoning: '' },
  ]);
  const other = await folder.write('export.json', JSON.stringify([{ id: 1, data: {}, annotations: [] }]));
  await expect(bring(other, { format: 'fakevlm' }, { source: 'never' })).rejects.toThrow(
    /looks like a Label Studio export; use: .*explanations .*--format label-studio/,
  );
});

describe('scores', () => {
  test('a matrix of detectors: a column, and images by their ids', async () => {
    const folder = await datasetFolder();
    const file = await folder.write(
      'matrix.csv',
      'id,modality,label,generator,prob_npr,prob_univfd\nx1,image,fake,sd,0.9,0.2\nx2,image,real,,0.25,\nx3,video,real,,0.5,0.5\nx4,image,real,,0.5,0.5\n',
    );
    const names = await folder.write('files.csv', 'id,path\nx1,a/1.jpg\nx2,a/3.jpg\nx3,a/2.jpg\n');
    const producer = { format: 'scores', positive: 'generated', threshold: 0.5, names } as const;
    const npr = await bring(file, { ...producer, column: 'prob_npr' }, { source: 'matrix-npr' });
    expect(npr.said).toMatchObject([
      { path: 'a/1.jpg', verdict: 'generated', probability: 0.9 },
      { path: 'a/3.jpg', verdict: 'real', probability: 0.25 },
    ]);
    expect(npr.told).toEqual([
      [4, 'modality', 'the row is of video, not of an image'],
      [5, 'id', 'the file of --names has no x4'],
    ]);
    const other = await bring(file, { ...producer, column: 'prob_univfd' }, { source: 'matrix-univfd' });
    expect(other.said).toMatchObject([{ path: 'a/1.jpg', verdict: 'real', probability: 0.2 }]);
    expect(other.told[0]).toEqual([3, 'prob_univfd', expect.stringMatching(/^nothing is not a probability/)]);
  });

  test('semicolons are named', async () => {
    const folder = await datasetFolder();
    const file = await folder.write('scores.csv', 'image;score\na/1.jpg;0,9\n');
    const producer = { format: 'scores', positive: 'generated', threshold: 0.5 } as const;
    await expect(bring(file, producer, { source: 'never' })).rejects.toThrow(/parted by ;, where commas/);
  });

  test('a table of images and scores gives probabilities and verdicts', async () => {
    const folder = await datasetFolder();
    const table =
      'Path,Score,extra\na/1.jpg,0.9,\n"a/3.jpg",0.5,x\na/11.jpg,1.5,\nlast.png,,\na/2.jpg,nan,\n';
    const file = await folder.write('npr.csv', table);
    const producer: Producer = { format: 'scores', positive: 'generated', threshold: 0.5 };
    const { told, said } = await bring(file, producer, { source: 'npr' });
    expect(told).toEqual(
      [4, 5, 6].map((line) => [line, 'score', expect.stringMatching(/is not a probability/)]),
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
  const file = await folder.write(
    's.csv',
    `image,score\n${imagePaths.map((name) => `${name},0.5\n`).join('')}`,
  );
  const producer: Producer = { format: 'scores', positive: 'generated', threshold: 0.5 };
  const abort = new AbortController();
  const stopped = await bring(file, producer, {
    source: 'resumed',
    signal: abort.signal,
    onProgress: ({ rows }) => rows === 2 && abort.abort(),
  });
  expect(stopped.summary.interrupted).toBe(true);
  const there = stopped.summary.added['real'] ?? 0;
  expect(there).toBeLessThan(imagePaths.length);
  expect((await bring(file, producer, { source: 'resumed' })).summary).toMatchObject({
    added: { real: imagePaths.length - there },
    present: there,
  });
  const again = await bring(file, producer, { source: 'resumed' });
  expect(again.summary).toMatchObject({ added: {}, present: imagePaths.length });
  expect(again.said).toHaveLength(imagePaths.length);
});

test.each<[string, Record<string, string>, string, Producer, RegExp]>([
  ['no folder', {}, 'out', { format: 'legion', mask }, /There is no folder/],
  ['a file for a folder', { out: '' }, 'out', { format: 'masks', mask, verdictArea: 0 }, /is not a folder/],
  ['no JSON', { 'a.json': '[' }, 'a.json', { format: 'fakevlm' }, /cannot be read as JSON/],
  ['no list', { 'a.json': '{}' }, 'a.json', { format: 'fakevlm' }, /is not a list/],
  ['a list of lines', { 'a.json': '{}\n{}' }, 'a.json', { format: 'fakevlm' }, /jq -s \. makes a list/],
  [
    'no score',
    { 'a.csv': 'image,prob\n' },
    'a.csv',
    { format: 'scores', positive: 'real', threshold: 0.5 },
    /no column score; the first row names: image, prob.*say with --column/,
  ],
  [
    'another table',
    { 'a.txt': 'path,label,pred\n' },
    'a.txt',
    { format: 'mllm-defake' },
    /neither called \.csv nor \.jsonl/,
  ],
  [
    'a list where lines are read',
    { 'a.json': '[{"image": "a.jpg", "score": 0.5}]' },
    'a.json',
    { format: 'scores', positive: 'real', threshold: 0.5 },
    /one JSON document \(a list of 1 entry in one line\), .*jq -c '\.\[\]'/,
  ],
  [
    'a table of tabs',
    { 'a.tsv': 'image\tscore\n' },
    'a.tsv',
    { format: 'scores', positive: 'real', threshold: 0.5 },
    /its ending says how a table is read: commas/,
  ],
  ['nothing', { 'a.csv': '' }, 'a.csv', { format: 'scores', positive: 'real', threshold: 0.5 }, /is empty/],
  [
    'no masks',
    { 'a.jsonl': lines([{ image: 'a.jpg', outputs: 'x' }]) },
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
