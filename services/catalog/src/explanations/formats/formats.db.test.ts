import { join } from 'node:path';
import { decodeMask, maskArea, maskBounds, maskSchema } from '@fakexplain/explanation';
import { datasetFolder, lines } from '@fakexplain/fixtures/dataset-folder';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { openArchive } from '../../formats/open-archive.ts';
import { recognise, type AnswerFormat } from '../../formats/known-formats.ts';
import { sampleFile } from '../../formats/sample-file.ts';
import { answeredImages, useAnswers } from '../../testing/use-answers.ts';

const bring = useAnswers();
const names = answeredImages;
const golden = (name: string) => join(import.meta.dirname, 'golden', name);

const plain = { reading: { grammar: 'plain', space: 'original' } } as const;
const order = async () => {
  const folder = await datasetFolder();
  return folder.write('order.csv', `image\n${names.join('\n')}\n`);
};
const texts = (rows: Record<string, unknown>[]) => rows.map(({ path, raw_text: text }) => [path, text]);

describe('texts of models', () => {
  test('ms-swift: the response is the text, its objects are the reference', async () => {
    const { rows, told } = await bring(golden('ms-swift.jsonl'), plain);
    expect(told).toEqual([]);
    expect(rows).toHaveLength(4);
    expect(rows[0]).toMatchObject({
      path: names[0],
      regions: [],
      raw_text: expect.stringMatching(/^<think>\nI found no only/),
      grammar: 'plain',
      parse_status: 'failed',
    });
  });

  test('ms-swift: a row whose image has no path, or has several, is refused', async () => {
    const folder = await datasetFolder();
    const file = await folder.write(
      'r.jsonl',
      lines([
        { response: 'x', images: [{ bytes: 'aGk=', path: null }] },
        { response: 'x', images: ['a', 'b'] },
        // As older versions wrote it.
        {
          query: 'q',
          response: 'Odd [1, 2, 9, 9]\n<verdict>generated</verdict>',
          images: [names[0]],
          history: [],
        },
      ]),
    );
    const { rows, told } = await bring(file, plain);
    expect(told).toEqual([
      ':1: images[0].path: the image has no path, so nothing says which it is',
      ':2: images: there are 2 images; one is explained',
    ]);
    expect(rows).toMatchObject([
      { verdict: 'generated', regions: [{ box: [1, 2, 9, 9], description: 'Odd' }] },
    ]);
  });

  test('a processor with other limits: its boxes count in the image that it saw, and the import says so', async () => {
    const folder = await datasetFolder();
    const said =
      '<think><|object_ref_start|>odd<|object_ref_end|><|box_start|>(133,98),(266,196)<|box_end|></think>';
    const response = `${said}<verdict>generated</verdict>`;
    const file = await folder.write('limited.jsonl', lines([{ response, images: [names[0]] }]));
    // 64 × 48 grown to at least 200,704 pixels in steps of 28: 532 × 392, of which the box is a quarter each way.
    const resize = { minPixels: 200_704 };
    const { rows, understood } = await bring(file, {
      reading: { grammar: 'qwen2.5-vl', space: 'qwen-smart-resized', resize },
    });
    expect(rows).toMatchObject([
      { regions: [{ box: [16, 12, 32, 24], description: 'odd' }], reading_settings: { resize } },
    ]);
    expect(understood).toContain(
      '  texts: 1 in qwen2.5-vl, boxes in qwen-smart-resized (resize: minPixels 200704)',
    );
  });

  test('vLLM batch: reasoning apart, cut answers, several answers, failures of three kinds', async () => {
    const { rows, told, understood } = await bring(golden('vllm-batch.jsonl'), plain);
    expect(texts(rows)).toEqual([
      [names[0], '<think>The hand has six fingers [10, 8, 30, 24].</think>\n<verdict>fake</verdict>'],
      [names[1], '<think>Letters melt into one another [4, 30, 16, 40].</think>\n\n<verdict>fake</verdict>'],
      [names[2], expect.stringMatching(/^Real\./)],
      [names[3], '<think>The roof, the sky and the line could each'],
    ]);
    expect(rows[2]?.['parse_problems']).toContainEqual(expect.objectContaining({ code: 'truncated' }));
    expect(told).toEqual([
      expect.stringMatching(/custom_id: the dataset four has no image two-answers/),
      expect.stringMatching(/error: the request failed/),
      expect.stringMatching(/error: the request failed/),
      expect.stringMatching(/error: the request failed/),
    ]);
    expect(understood).toContain('  2 × an answer that broke off at the limit of tokens');
  });

  test('OpenAI batch: a refusal is an answer, an error in the body is none', async () => {
    const { rows, told } = await bring(golden('openai-batch.jsonl'), plain);
    expect(texts(rows)).toEqual([
      [names[0], 'Fake. The hand has six fingers [10, 8, 30, 24].'],
      [names[2], 'Real. Nothing odd.'],
      [names[3], "I can't help with that."],
    ]);
    expect(told).toEqual([]);
    const errors = await bring(golden('openai-errors.jsonl'), plain);
    expect(errors.rows).toEqual([]);
    expect(errors.told).toEqual([
      ':1: error: the request failed: Invalid image.',
      expect.stringMatching(/^:2: error: the request failed: .*could not be executed/),
    ]);
  });

  test('a batch of /v1/responses: messages, what was thought, refusals, and answers that broke off', async () => {
    const folder = await datasetFolder();
    const message = (...content: object[]) => ({ type: 'message', role: 'assistant', content });
    const thought = { type: 'reasoning', content: [{ type: 'reasoning_text', text: 'Six fingers.' }] };
    const line = (index: number, output: object[], more = {}) => ({
      custom_id: names[index],
      response: { status_code: 200, body: { object: 'response', output, error: null, ...more } },
      error: null,
    });
    const file = await folder.write(
      'responses.jsonl',
      lines([
        line(0, [thought, message({ type: 'output_text', text: 'Fake.' })]),
        line(1, [message({ type: 'refusal', refusal: 'I cannot help.' })]),
        line(2, [message({ type: 'output_text', text: 'Real, si' })], {
          incomplete_details: { reason: 'max_output_tokens' },
        }),
        line(3, []),
      ]),
    );
    const { rows, told, understood } = await bring(file, plain);
    expect(texts(rows)).toEqual([
      [names[0], '<think>Six fingers.</think>Fake.'],
      [names[1], 'I cannot help.'],
      [names[2], 'Real, si'],
    ]);
    expect(told).toEqual([':4: response.body.output: there is no answer']);
    expect(understood).toContain('  1 × an answer that broke off at the limit of tokens');
  });

  test('an answer that is null is said to be none', async () => {
    const folder = await datasetFolder();
    const swift = await folder.write('null.jsonl', lines([{ response: null, images: [names[0]] }]));
    expect((await bring(swift, plain)).told).toEqual([':1: response: it is null: the model gave no answer']);
    const lmms = await folder.write('lmms.jsonl', lines([{ doc_id: 0, filtered_resps: null }]));
    const { told } = await bring(lmms, { ...plain, answers: { names: await order() } });
    expect(told).toEqual([':1: filtered_resps: it is null: the model gave no answer']);
  });

  test('lmms-eval: what was thought is in resps, and images come from the order of the split', async () => {
    const { rows } = await bring(golden('lmms-eval_samples.jsonl'), {
      ...plain,
      answers: { names: await order() },
    });
    expect(texts(rows)).toEqual([
      [names[0], 'Fake. The hand has six fingers [10, 8, 30, 24].'],
      [names[1], '<think>Letters melt [4, 30, 16, 40].</think>\nFake. Two shadows point apart.'],
      [names[2], 'Real. Nothing odd.'],
      [names[3], '  Fake. The roof melts into the sky.  '],
    ]);
    await expect(bring(golden('lmms-eval_samples.jsonl'), plain)).rejects.toThrow(
      /doc_id is the row of the split/,
    );
  });

  test('VLMEvalKit: quotes, line breaks, a formula that is none, a number that is a text', async () => {
    const expected = [
      [names[0], 'Fake. The hand has six fingers [10, 8, 30, 24].'],
      [names[1], `<think>Letters melt, "A" and 'B'\tthere.</think>\nFake. Two shadows\npoint apart.`],
      [names[2], '=Real'],
      [names[3], '007'],
    ];
    for (const [file, more] of [
      ['vlmevalkit.tsv', {}],
      ['vlmevalkit.json', {}],
      ['vlmevalkit.tsv', { names: await order() }],
    ] as const) {
      expect(texts((await bring(golden(file), { ...plain, answers: more })).rows)).toEqual(expected);
    }
    const { rows } = await bring(golden('vlmevalkit-think.tsv'), plain);
    expect(texts(rows)[1]).toEqual([names[1], String(expected[1]?.[1]).replace('</think>\n', '</think>')]);
    await expect(bring(golden('vlmevalkit.xlsx'), plain)).rejects.toThrow(
      /an Excel table; .*PRED_FORMAT=tsv/,
    );
  });

  test('inspect: a Zstandard archive and the same run as JSON', async () => {
    const expected = [
      [names[0], 'Fake. The hand has six fingers [10,8,30,24].'],
      [names[1], 'Real. Nothing odd.'],
      [names[2], '<think>The letters look fine.</think>Real. Light is consistent.'],
      [names[3], 'Fake. The roof melts into the sky [20,10,44,34].'],
    ];
    const { rows, notes } = await bring(golden('inspect.eval'), plain);
    expect(texts(rows)).toEqual(expected);
    expect(notes.join()).not.toMatch(/did not end well/);

    const archive = await openArchive(golden('inspect.eval'));
    const members = archive.names.filter((name) => name.startsWith('samples/'));
    const samples = [];
    for (const name of members) samples.push(z.looseObject({}).parse(JSON.parse(await archive.text(name))));
    const header = z.looseObject({}).parse(JSON.parse(await archive.text('header.json')));
    const folder = await datasetFolder();
    const write = (name: string, samples: unknown[]) =>
      folder.write(name, JSON.stringify({ ...header, samples }, null, 2));
    expect(texts((await bring(await write('log.json', samples), plain)).rows)).toEqual(expected);

    const [first, second] = samples;
    const failed = await bring(
      await write('failed.json', [
        first,
        { ...second, error: { message: 'No more credit' } },
        { ...first, epoch: 2 },
      ]),
      plain,
    );
    expect(failed.rows).toHaveLength(1);
    expect(failed.told).toEqual([': samples[1].error: the sample failed: No more credit']);
    expect(failed.notes).toEqual(
      expect.arrayContaining([
        '1 × a sample of a later epoch: left out',
        'The run has 4 samples, the log 2: it did not end well',
      ]),
    );
  });

  test('without a grammar nothing is done', async () => {
    await expect(bring(golden('ms-swift.jsonl'))).rejects.toThrow(/--grammar and --space/);
  });
});

const masksOf = (rows: Record<string, unknown>[]) =>
  rows.map((row) =>
    z
      .array(z.object({ mask: maskSchema.optional() }))
      .parse(row['regions'])
      .map(({ mask }) => (mask ? [maskBounds(decodeMask(mask)), maskArea(decodeMask(mask))] : null)),
  );

describe('annotations', () => {
  test('COCO: boxes, polygons, masks in both forms; who is not annotated is left out', async () => {
    const { rows, told, notes, said, understood } = await bring(golden('coco.json'));
    expect(said).toEqual(['This looks like a COCO annotation file; it is read with --format coco.']);
    expect(told).toEqual([]);
    expect(rows).toMatchObject([
      {
        path: names[0],
        verdict: 'generated',
        regions: [{ box: [10, 8, 30, 24], description: 'the hand has six fingers' }],
      },
      {
        path: names[1],
        regions: [
          { box: [4, 30, 16, 40], description: 'letters melt into one another' },
          { box: [40, 5, 58, 25], description: 'two shadows point apart' },
          { box: [4, 30, 16, 40], description: 'text' },
        ],
      },
    ]);
    expect(masksOf(rows)[1]?.[2]).toEqual([[4, 30, 16, 40], 120]);
    expect(notes).toEqual(['2 × an image without an annotation: left out']);
    expect(understood).toContain('  2 × no verdict is said: what marks something counts as generated');
  });

  test('COCO: annotations of no image and of no category are counted', async () => {
    const folder = await datasetFolder();
    const annotation = { image_id: 1, category_id: 7, bbox: [10, 8, 20, 16] };
    const file = await folder.write(
      'stray.json',
      JSON.stringify({
        images: [{ id: 1, file_name: 'a-001.png' }],
        categories: [{ id: 1, name: 'hand' }],
        annotations: [annotation, { ...annotation, image_id: 9, category_id: 1 }],
      }),
    );
    const { rows, notes } = await bring(file);
    expect(rows).toMatchObject([{ path: names[0], regions: [{ box: [10, 8, 30, 24], description: '' }] }]);
    expect(notes.slice(0, 2)).toEqual([
      '1 × an annotation of an image that the file does not list: left out',
      '1 × an annotation of a category that the file does not name',
    ]);
  });

  test('Label Studio: percent of an image of another shape are refused, of another size they hold', async () => {
    const folder = await datasetFolder();
    const value = { x: 25, y: 25, width: 50, height: 50, rotation: 0, rectanglelabels: ['hand'] };
    const task = (name: string, original_width: number, original_height: number) => ({
      data: { image: `images/${name}.png` },
      annotations: [{ result: [{ type: 'rectanglelabels', original_width, original_height, value }] }],
    });
    const file = await folder.write(
      'shapes.json',
      JSON.stringify([task('a-001', 128, 96), task('a-002', 64, 64)]),
    );
    const { rows, told } = await bring(file);
    expect(rows).toMatchObject([{ path: names[0], regions: [{ box: [16, 12, 48, 36] }] }]);
    expect(told).toEqual([expect.stringMatching(/had 64 × 64 pixels, this one has 64 × 48: another shape/)]);
  });

  test('COCO results: only an annotation file names the images; the highest score is the probability', async () => {
    const answers = { names: golden('coco.json') };
    const boxes = await bring(golden('coco-results-bbox.json'), { answers });
    expect(boxes.rows).toMatchObject([
      {
        path: names[0],
        verdict: 'generated',
        probability: 0.91,
        regions: [{ box: [11.25, 8.5, 29.25, 23.5] }],
      },
      { path: names[1], verdict: 'generated', probability: 0.62, regions: [{}] },
      { path: names[3], verdict: 'real', probability: 0.08, regions: [] },
    ]);
    expect(boxes.notes[0]).toBe('2 × a region with a score below 0.5: left out (--min-score)');
    const masks = await bring(golden('coco-results-segm.json'), { answers: { ...answers, minScore: 0 } });
    expect(masks.rows).toMatchObject([{ probability: 0.88 }, { probability: 0.55 }, { probability: 0.2 }]);
    expect(masksOf(masks.rows).map((regions) => regions.length)).toEqual([1, 1, 1]);
    const captions = await bring(golden('coco-results-captions.json'), { answers });
    expect(captions.rows[0]).toMatchObject({ verdict: null, reasoning: 'The hand has six fingers.' });
    const nameless = await bring(golden('coco-results-bbox.json'));
    expect(nameless.told[0]).toMatch(
      /\[0\]\.image_id: 1 names no image; give a table of ids and images with --names/,
    );
  });

  test('Label Studio: percent, turned boxes, brushes, words of regions; several annotators are asked for', async () => {
    const { rows, told, notes } = await bring(golden('label-studio.json'));
    expect(told).toEqual([
      expect.stringMatching(/^: \[0\]\.annotations: 2 annotations, by 1 and 2; .*--annotator/),
    ]);
    expect(rows).toMatchObject([
      {
        path: names[1],
        verdict: 'generated',
        regions: [
          // Turned by 90 degrees about its upper left corner, on a picture that is wider than high.
          { box: [8, 30, 16, 42], description: 'letters melt' },
          { description: 'artifact' },
          { box: [40, 5, 58, 25], description: 'artifact' },
        ],
        parse_problems: [{ code: 'box_turned' }],
      },
      { path: names[2], verdict: 'real', reasoning: 'Nothing odd. Light fits.' },
    ]);
    expect(notes[0]).toBe('1 × a task that was cancelled or not annotated: left out');
    const brush = masksOf(rows)[0]?.[1];
    expect(brush).toEqual([[4, 30, 16, 40], 120]);
    const first = await bring(golden('label-studio.json'), { answers: { annotator: '1' } });
    expect(first.rows[0]).toMatchObject({
      path: names[0],
      regions: [{ box: [10, 8, 30, 24], description: 'the hand has six fingers' }],
    });
    const second = await bring(golden('label-studio.json'), { answers: { annotator: '2' } });
    expect(second.rows).toMatchObject([{ path: names[0], verdict: 'real', regions: [] }]);
    await expect(bring(golden('label-studio-min.json'))).rejects.toThrow(/JSON_MIN; .*export as JSON/);
  });

  test.each([
    ['/data/upload/1/0a1b2c3d-a-001.png', names[0]],
    ['/data/local-files/?d=set/images/a-002.png', names[1]],
    ['https://host/bucket/images/r-001.png?X-Amz-Expires=3600', names[2]],
  ])('Label Studio: the picture of %s', async (image, path) => {
    const folder = await datasetFolder();
    const value = { x: 50, y: 50, width: 50, height: 50, rotation: 0, rectanglelabels: ['odd'] };
    const choice = { id: 'r', type: 'choices', value: { choices: ['real'] } };
    const result = [{ id: 'r', type: 'rectanglelabels', value }, choice];
    const task = { data: { image }, annotations: [{ result }] };
    const { rows } = await bring(await folder.write('export.json', JSON.stringify([task])));
    // A choice of a region is no verdict of the image.
    expect(rows).toMatchObject([
      { path, verdict: 'generated', regions: [{ box: [32, 24, 64, 48], description: 'odd' }] },
    ]);
  });

  test('CVAT: tags say verdicts, runs go along rows, boxes turn about their centre', async () => {
    const { rows, told } = await bring(golden('cvat.xml'));
    expect(told).toEqual([]);
    expect(rows).toMatchObject([
      {
        path: names[0],
        verdict: 'generated',
        regions: [
          { box: [10.5, 8, 30.5, 24], description: 'the hand has six fingers' },
          { box: [10, 8, 30, 24] },
          { box: [10, 8, 30, 24], description: 'the hand has six fingers' },
        ],
      },
      { path: names[1], regions: Array.from({ length: 6 }, () => ({})) },
      { path: names[2], verdict: 'real', regions: [] },
      { path: names[3], verdict: 'real', regions: [] },
    ]);
    // A rectangle with a hole of 2 × 2 pixels.
    expect(masksOf(rows)[0]?.[2]).toEqual([[10, 8, 30, 24], 20 * 16 - 4]);

    const folder = await datasetFolder();
    const turned = await folder.write(
      'turned.xml',
      `<annotations><image id="0" name="a-001.png" width="64" height="48">
        <box label="odd" xtl="10" ytl="20" xbr="30" ybr="24" rotation="90.0"/>
        <mask label="odd" rle="1, 2, 3" left="60" top="46" width="3" height="2"/></image>
        <image id="1" name="a-002.png" width="640" height="480"><box label="odd" xtl="1" ytl="2" xbr="3" ybr="4"/></image>
      </annotations>`,
    );
    const again = await bring(turned);
    expect(again.rows).toMatchObject([{ regions: [{ box: [18, 12, 22, 32] }, { box: [61, 46, 63, 47] }] }]);
    expect(again.told).toEqual([': image[1].width: the file says 640 × 480 pixels, the image has 64 × 48']);
  });
});

test.each<[string, AnswerFormat | 'excel' | 'label-studio-min' | 'datumaro' | 'openai-batch-input']>([
  ['coco.json', 'coco'],
  ['coco-results-bbox.json', 'coco-results'],
  ['coco-results-segm.json', 'coco-results'],
  ['coco-results-captions.json', 'coco-results'],
  ['label-studio.json', 'label-studio'],
  ['label-studio-min.json', 'label-studio-min'],
  ['cvat.xml', 'cvat'],
  ['datumaro.json', 'datumaro'],
  ['ms-swift.jsonl', 'ms-swift'],
  ['vllm-batch.jsonl', 'openai-batch'],
  ['openai-batch.jsonl', 'openai-batch'],
  ['vllm-input.jsonl', 'openai-batch-input'],
  ['lmms-eval_samples.jsonl', 'lmms-eval'],
  ['vlmevalkit.tsv', 'vlmevalkit'],
  ['vlmevalkit.json', 'vlmevalkit'],
  ['vlmevalkit.xlsx', 'excel'],
  ['inspect.eval', 'inspect'],
])('%s is recognised as %s', async (file, format) => {
  expect(recognise(await sampleFile(golden(file)))?.name).toBe(format);
});

test('a document where lines are expected is said in one sentence', async () => {
  const folder = await datasetFolder();
  const rows = [{ image: names[0], verdict: 'real' }, { image: names[1] }];
  for (const text of [JSON.stringify(rows, null, 2), JSON.stringify(rows)]) {
    const file = await folder.write('said.jsonl', text);
    await expect(bring(file)).rejects.toThrow(
      /is one JSON document .*2 entries.*one object a line.*jq -c '\.\[\]'/,
    );
  }
});
