import { knownFormats, type KnownFormat } from '@fakexplain/catalog/formats/known-formats.ts';
import { expect, test } from 'vitest';
import { parse } from '../../testing/parse.ts';

const words = (line: string) => parse(['import', ...line.split(' ')]);
const whose = '--dataset d --source s';

const commands = knownFormats.flatMap(({ name, command }: KnownFormat) =>
  command === undefined ? [] : [[name, command]],
);
test.each(commands)('the command that reads %s is there', async (_, command = '') => {
  const filled = command
    .replace('GRAMMAR', 'plain')
    .replace('SPACE', 'original')
    .replace('DATASET', 'd')
    .replace('SOURCE', 's');
  expect(await words(filled)).toBeTypeOf('object');
});

test('a file of another tool, with what it needs', async () => {
  const line = `explanations out.jsonl --format lmms-eval ${whose} --grammar plain --space norm-1000 --names order.csv --root /x --dry-run`;
  expect(await words(line)).toMatchObject({
    reading: { grammar: 'plain', space: 'norm-1000' },
    answers: { format: 'lmms-eval', names: 'order.csv', root: '/x', minScore: 0.5 },
    dryRun: true,
  });
  expect(await words('parquet f --dataset d --column generator=model --label 1=generated')).toMatchObject({
    options: { columns: new Map([['generator', 'model']]), labels: new Map([['1', 'generated']]) },
  });
  expect(
    await words(`predictions imdlbenco out ${whose} --frame padded --verdict-threshold 0.25`),
  ).toMatchObject({
    producer: { format: 'imdlbenco', frame: 'padded', verdictThreshold: 0.25 },
  });
});

test('how texts of another tool are read', async () => {
  const line = `explanations out.jsonl ${whose} --grammar json --space qwen-smart-resized`;
  const said = '--resize maxPixels=1003520 --resize factor=32 --box-order yxyx --tag-separator ;';
  expect(await words(`${line} ${said}`)).toMatchObject({
    reading: { resize: { maxPixels: 1_003_520, factor: 32 }, boxOrder: 'yxyx', tagSeparator: ';' },
  });
  await expect(words(`${line} --resize maxPixels=0`)).rejects.toThrow(/whole number of at least 1/);
  await expect(words(`${line} --resize MAX_PIXELS=9`)).rejects.toThrow(/Write maxPixels=<n>/);
  await expect(words(`${line.replace('qwen-smart-resized', 'original')} --resize factor=28`)).rejects.toThrow(
    /not in original/,
  );
});

test('training rows with everything said', async () => {
  const line = 'fakexplained rows.jsonl --manifest m.yaml --images pictures --human team --report r.jsonl';
  expect(await words(line)).toEqual({
    file: 'rows.jsonl',
    manifest: 'm.yaml',
    images: 'pictures',
    human: 'team',
    report: 'r.jsonl',
  });
});

test('explanations of a source that may be known already', async () => {
  expect(await words('explanations e.jsonl --dataset d --source s')).toMatchObject({ source: { slug: 's' } });
  expect(await words('explanations e.jsonl --dataset d')).toMatchObject({
    source: undefined,
    reference: undefined,
  });
  expect(await words('explanations e.jsonl --dataset d --reference')).toMatchObject({ reference: true });
  expect(
    await words('explanations e.jsonl --dataset d --source s --name N --kind model --demo'),
  ).toMatchObject({ source: { slug: 's', name: 'N', kind: 'model', demo: true } });
  expect(await words('explanations e.json --dataset d --label Authentic=real')).toMatchObject({
    answers: { labels: new Map([['authentic', 'real']]) },
  });
});

test('a dataset in its own layout, with what is said otherwise', async () => {
  const said =
    '--dataset clues --title Clues --licence CC0 --source here --kind other --localisation whole_image';
  expect(await words(`fakeclue folder --split test ${said}`)).toMatchObject({
    loader: 'fakeclue',
    file: 'folder',
    dataset: 'clues',
    described: { title: 'Clues', licence: 'CC0', source: 'here', kind: 'other', localisation: 'whole_image' },
    options: { split: 'test' },
  });
  expect(await words('folder f --dataset d --label Good=real --label bad=generated')).toMatchObject({
    described: {},
    options: {
      labels: new Map([
        ['good', 'real'],
        ['bad', 'generated'],
      ]),
    },
  });
  expect(await words('faceforensics f --frames 10')).toMatchObject({ options: { frames: 10 } });
});

test('formats of predictions have settings of their own, with defaults', async () => {
  const mask = { threshold: 0.5, scale: false };
  const expectProducer = async (line: string, producer: object) =>
    expect(await words(`predictions ${line} ${whose}`)).toMatchObject({ producer });
  await expectProducer('legion out', { format: 'legion', mask });
  await expectProducer('fakeshield f.jsonl --masks m', { format: 'fakeshield', mask, masks: 'm' });
  await expectProducer('fakevlm f.json', { format: 'fakevlm' });
  await expectProducer('scores s.csv', { format: 'scores', positive: 'generated', threshold: 0.5 });
  await expectProducer('scores s.csv --positive real --threshold 0.25', {
    positive: 'real',
    threshold: 0.25,
  });
  await expectProducer('masks m --scale-masks --threshold 0', {
    format: 'masks',
    mask: { threshold: 0, scale: true },
    verdictArea: 0,
  });
  await expectProducer('masks m --verdict-area 0.01 --verdicts v.csv', {
    verdictArea: 0.01,
    verdicts: 'v.csv',
  });
  await expectProducer('masks m --verdict-area none', { verdictArea: null });
  await expectProducer('mllm-defake m.csv', { format: 'mllm-defake' });
});

test('whose predictions, of what, and where they were made', async () => {
  const line = `predictions fakevlm f.json ${whose} --name N --kind control --root /home/x --report r.jsonl`;
  expect(await words(line)).toEqual({
    file: 'f.json',
    producer: { format: 'fakevlm' },
    dataset: 'd',
    source: { slug: 's', name: 'N', kind: 'control' },
    root: '/home/x',
    report: 'r.jsonl',
  });
});

test.each([
  ['frobnicate x', /unknown command 'frobnicate'/],
  ['fakexplained', /missing required argument/],
  ['fakexplained a b --dataset d', /Expected 1 argument but got 2/],
  ['fakexplained a', /--manifest or --dataset/],
  [
    'fakexplained a --dataset Not_A_Slug',
    /--dataset <slug>' argument 'Not_A_Slug' is invalid\. Only lower-case letters/,
  ],
  ['fakexplained a --dataset d --verbose', /unknown option '--verbose'/],
  ['explanations e', /--dataset/],
  ['chameleon', /missing required argument 'folder'/],
  ['folder f', /--dataset/],
  ['manifest', /missing required argument 'file'/],
  ['chameleon f --split test', /unknown option '--split'/],
  ['folder f --dataset d --label 1=fake', /Write <name>=real or <name>=generated/],
  ['faceforensics f --frames 0', /argument '0' is invalid\. It is a whole number of at least 1/],
  ['faceforensics f --compression c41', /Allowed choices are raw, c0, c23, c40/],
  ['mmfr f --kind best', /Allowed choices are in_distribution, ood, demo, other/],
  ['explanations e --dataset d --kind robot --source s', /Allowed choices are human, model/],
  ['explanations e --dataset d --name Someone', /give its --source too/],
  ['predictions gpt f.json', /unknown command 'gpt'/],
  [`predictions legion ${whose}`, /missing required argument/],
  [`predictions legion a b ${whose}`, /Expected 1 argument but got 2/],
  ['predictions fakevlm f.json --source s', /--dataset/],
  ['predictions fakevlm f.json --dataset d', /--source/],
  [`predictions fakevlm f.json ${whose} --masks m`, /unknown option '--masks'/],
  [`predictions scores f.csv ${whose} --scale-masks`, /unknown option '--scale-masks'/],
  [`predictions scores f.csv ${whose} --positive fake`, /Allowed choices are real, generated/],
  [
    `predictions scores f.csv ${whose} --threshold 127`,
    /argument '127' is invalid\. It is a number from 0 to below 1/,
  ],
  [`predictions masks m ${whose} --verdict-area all`, /number from 0 to below 1, or none/],
  [`predictions masks m ${whose} --colour red`, /unknown option '--colour'/],
])('import %s is refused', async (line, reason) => {
  await expect(words(line)).rejects.toThrow(reason);
});

test('other commands say what is wrong with their words as well', async () => {
  await expect(parse(['dataset', 'hash-images', 'all'])).rejects.toThrow(/too many arguments/);
  await expect(parse(['dataset', 'check-annotations', 'checked'])).rejects.toThrow(/--reference/);
  await expect(
    parse(['dataset', 'check-annotations', 'checked', '--reference', 'gold', '--iou', '20']),
  ).rejects.toThrow(/share from 0 to 1/);
});
