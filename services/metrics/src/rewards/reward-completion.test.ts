import { readFileSync } from 'node:fs';
import { metrics } from '@fakexplain/contract';
import {
  boxSchema,
  coordinateSpaceSchema,
  grammarSchema,
  parseExplanation,
  serialiseExplanation,
  verdictSchema,
  type Box,
} from '@fakexplain/explanation';
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { rewardScheme } from './reward-scheme.ts';
import {
  parseCompletion,
  rewardCompletion,
  type Completion,
  type RewardSettings,
} from './reward-completion.ts';

const goldenPath = new URL('./golden/rewards.json', import.meta.url);
const golden = z
  .array(
    z.object({
      completion: z.string(),
      grammar: grammarSchema,
      space: coordinateSpaceSchema,
      image: z.object({ width: z.int(), height: z.int() }),
      label: verdictSchema,
      boxes: z.array(boxSchema),
      iouName: metrics.rewardIouSchema,
      step: z.object({ t: z.number(), of: z.number() }),
      iou: z.number().nullable(),
      totals: z.record(metrics.rewardPresetSchema, z.number()),
    }),
  )
  .parse(JSON.parse(readFileSync(goldenPath, 'utf8')));

const regions = (boxes: readonly Box[]) => boxes.map((box) => ({ box, description: 'odd' }));
const settings: RewardSettings = {
  preset: 'paper_linear',
  iou: 'iou_centre_greedy',
  withoutReference: 'one',
};
const reward = (completion: Completion, changes: Partial<RewardSettings> = {}) => {
  const all = { ...settings, ...changes };
  return rewardCompletion(parseCompletion(completion), completion.reference, all, rewardScheme(all.preset));
};

test('IoU and totals of all presets are those of an independent twin in Python', () => {
  for (const {
    completion: text,
    grammar,
    space,
    image,
    label,
    boxes,
    iouName,
    step,
    iou,
    totals,
  } of golden) {
    for (const preset of metrics.rewardPresetSchema.options) {
      const reference = { image, label, regions: regions(boxes) };
      const found = rewardCompletion(
        parseCompletion({ text, reading: { grammar, space }, reference }),
        reference,
        { ...settings, preset, iou: iouName },
        rewardScheme(preset, step),
      );
      if (iou === null) expect(found.iou).toBeNull();
      else expect(found.iou).toBeCloseTo(iou, 9);
      expect(found.total, `${preset} of ${text}`).toBeCloseTo(totals[preset], 9);
    }
  }
  expect(golden.length).toBeGreaterThan(100);
});

const image = { width: 400, height: 300 };
const generated = (text: string, boxes: Box[] = [[0, 0, 100, 100]]): Completion => ({
  text,
  reading: { grammar: 'qwen2.5-vl', space: 'original' },
  reference: { image, label: 'generated', regions: regions(boxes) },
});
const real = (text: string): Completion => ({
  ...generated(text),
  reference: { image, label: 'real', regions: [] },
});
const perfect =
  '<think><|object_ref_start|>six fingers<|object_ref_end|><|box_start|>(0,0),(100,100)<|box_end|>' +
  '<tag>anatomy</tag></think> <verdict>generated</verdict>';
const saysReal = '<think>Nothing stands out.</think> <verdict>real</verdict>';

describe('edges', () => {
  test('a perfect answer of Qwen gets everything, with its end token too', () => {
    for (const text of [perfect, `${perfect}<|im_end|>\n<|endoftext|>`])
      expect(reward(generated(text))).toEqual({
        total: 3,
        grounding: 1,
        verdict: 1,
        format: 1,
        iou: 1,
        parseStatus: 'ok',
        problems: [],
      });
  });

  test('two boxes that do not meet score nothing', () => {
    expect(reward(generated(perfect, [[200, 200, 300, 300]]))).toMatchObject({ iou: 0, grounding: 0 });
  });

  test('a generated image explained without boxes is scored, not refused', () => {
    const text = '<think>It looks odd.</think> <verdict>generated</verdict>';
    expect(reward(generated(text))).toMatchObject({ iou: 0, verdict: 1, format: 0, total: 1 });
  });

  test.each(['', 'the model went silent', '<think>', '\uFFFD'.repeat(10)])(
    'what does not parse scores: %j',
    (text) => {
      expect(reward(generated(text))).toMatchObject({
        total: 0,
        verdict: 0,
        format: 0,
        parseStatus: 'failed',
      });
      expect(reward(generated(text), { preset: 'stage_3' }).total).toBe(-3);
    },
  );

  test('a real image has no IoU; what stands for it is a setting', () => {
    expect(reward(real(saysReal))).toMatchObject({ iou: null, grounding: 1, total: 3 });
    expect(reward(real(saysReal), { withoutReference: 'zero' })).toMatchObject({ grounding: 0, total: 2 });
    expect(reward(generated(perfect, []))).toMatchObject({ iou: null, grounding: 1 });
  });

  test('a generated answer without a tag parses, but is not the format', () => {
    const text = perfect.replace('<tag>anatomy</tag>', '');
    expect(reward(generated(text))).toMatchObject({
      parseStatus: 'ok',
      format: 0,
      problems: ['missing_tag'],
    });
  });

  test('the authors’ stages ask a generated image for regions whatever the verdict, and a real one for none', () => {
    expect(reward(generated(saysReal)).format).toBe(1);
    expect(reward(generated(saysReal), { preset: 'stage_1' }).format).toBe(-1);
    const bare = '<think>It looks odd.</think> <verdict>generated</verdict>';
    expect(reward(real(bare)).format).toBe(0);
    expect(reward(real(bare), { preset: 'stage_1' }).format).toBe(2);
  });

  test('what is said again and again gets everything but the format', () => {
    const region = perfect.slice('<think>'.length, perfect.indexOf('<tag>'));
    for (const text of [perfect.replace(region, region.repeat(60)), perfect.repeat(10)]) {
      expect(reward(generated(text))).toMatchObject({ grounding: 1, verdict: 1, format: 0, total: 2 });
      expect(reward(generated(text), { iou: 'iou_union' })).toMatchObject({ iou: 1, total: 2 });
      expect(reward(generated(text), { preset: 'stage_1' }).format).toBe(-1);
    }
  });

  test('a box of a processor with a limit of pixels is mapped by that limit', () => {
    const text =
      '<think><|object_ref_start|>six fingers<|object_ref_end|><|box_start|>(448,164),(785,492)<|box_end|> ' +
      '<tag>anatomy</tag></think> <verdict>generated</verdict>';
    const large: Completion = {
      text,
      reading: { grammar: 'qwen2.5-vl', space: 'qwen-smart-resized', resize: { maxPixels: 1_003_520 } },
      reference: {
        image: { width: 2048, height: 1536 },
        label: 'generated',
        regions: regions([[800, 300, 1400, 900]]),
      },
    };
    const found = reward(large);
    expect(found.iou).toBeCloseTo(0.997, 3);
    expect(found.total).toBe(3);
    expect(reward({ ...large, reading: { ...large.reading, resize: undefined } })).toMatchObject({ iou: 0 });
  });

  test('surplus boxes are free to the greedy IoU alone', () => {
    const more = perfect.replace(
      '<tag>',
      '<|object_ref_start|>sky<|object_ref_end|><|box_start|>(300,200),(400,300)<|box_end|><tag>',
    );
    const iou = (name: metrics.RewardIou) => reward(generated(more), { iou: name }).iou;
    expect([iou('iou_centre_greedy'), iou('iou_union'), iou('iou_matched')]).toEqual([1, 0.5, 0.5]);
  });
});

const box = fc
  .tuple(fc.nat(380), fc.nat(280), fc.integer({ min: 1, max: 200 }), fc.integer({ min: 1, max: 200 }))
  .map(([x, y, w, h]): Box => [x, y, Math.min(400, x + w), Math.min(300, y + h)]);

test('any text scores within bounds, and the format term is 1 if and only if all parses', () => {
  const written = fc
    .record({
      boxes: fc.array(box, { maxLength: 4 }),
      cut: fc.nat(400),
      tags: fc.constantFrom<string[]>([], ['light']),
    })
    .map(({ boxes, cut, tags }) =>
      serialiseExplanation(
        { verdict: 'generated', probability: null, tags, reasoning: 'seen', regions: regions(boxes) },
        { grammar: 'qwen2.5-vl', space: 'original', image },
      ).slice(0, 1 + cut),
    );
  fc.assert(
    fc.property(fc.oneof(written, fc.string()), fc.array(box, { maxLength: 4 }), (text, boxes) => {
      const completion = generated(text, boxes);
      const found = reward(completion);
      expect(found.total).toBeGreaterThanOrEqual(0);
      expect(found.total).toBeLessThanOrEqual(3);
      const { status, problems } = parseExplanation(text, { ...completion.reading, image });
      const noted = problems.some(({ code }) => code === 'missing_tag');
      expect(found.format).toBe(status === 'ok' && !noted ? 1 : 0);
    }),
  );
});
