import { call, metrics, problemSchema, type ClientOptions } from '@fakexplain/contract';
import { createApp, createLogger } from '@fakexplain/service-kit';
import { encodeMask, runsFromBox } from '@fakexplain/explanation';
import { afterAll, describe, expect, test, vi } from 'vitest';
import { startThreads } from '@fakexplain/service-kit/threads';
import { rewardRoutes } from './routes.ts';

/** Starting threads takes its time where many tests run at once. */
vi.setConfig({ testTimeout: 120_000 });

const threads = startThreads(1);
afterAll(() => threads.close());
const app = createApp({ title: 'rewards', version: '1', logger: createLogger('rewards', 'silent') });
app.route('/', rewardRoutes({ threads }));
const client: ClientOptions = {
  baseUrl: 'http://metrics',
  fetch: async (input, init) => app.request(new Request(input, init)),
};

const image = { width: 100, height: 100 };
const region = { box: [0, 0, 50, 50] as [number, number, number, number], description: 'a melted ear' };
const text =
  '<think><ref>ear</ref><box>[[0, 0, 500, 250]]</box><tag>anatomy</tag></think><verdict>generated</verdict>';
const item = (completion: string): metrics.RewardRequest['items'][number] => ({
  completion,
  image,
  reference: { label: 'generated', regions: [region] },
});
const family = { grammar: 'internvl', space: 'norm-1000' } as const;

const request = (path: string, body: unknown, signal?: AbortSignal) =>
  app.request(path, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: signal ?? null,
  });
const post = async (path: string, body: unknown) => {
  const response = await request(path, body);
  const { detail, errors } = problemSchema.safeParse(await response.json()).data ?? {};
  return { status: response.status, detail, errors };
};

/** An item with so many boxes and reference regions. */
function large(boxes: number, regions: number): metrics.RewardRequest['items'][number] {
  const box = (index: number) => [index % 90, (index * 7) % 90, (index % 90) + 5, ((index * 7) % 90) + 9];
  const marks = Array.from(
    { length: boxes },
    (_, index) => `<ref>${index}</ref><box>[[${box(index)}]]</box>`,
  );
  const references = Array.from({ length: regions }, (_, index) => ({ ...region, box: box(index * 13) }));
  return {
    completion: `<think>${marks.join('')}<tag>anatomy</tag></think><verdict>generated</verdict>`,
    image,
    reference: { label: 'generated', regions: references as (typeof region)[] },
  };
}

describe('POST /rewards', () => {
  test('a batch: terms, weights and totals, in order', async () => {
    const step = { t: 1, of: 4 };
    const items = [item(text), item('no idea'), item(`${text}\0\uD800`)];
    const answer = await call(metrics.computeRewards, { body: { ...family, step, items } }, client);
    expect(answer).toMatchObject({
      iou: 'iou_centre_greedy',
      base: 0,
      weights: { grounding: 0.625, verdict: 1, format: 1 },
    });
    expect(answer.rewards[0]).toMatchObject({ iou: 0.5, verdict: 1, format: 1, parseStatus: 'ok' });
    expect(answer.rewards[0]?.total).toBeCloseTo(0.625 * 0.55 + 2, 12);
    expect(answer.rewards[1]).toMatchObject({
      total: 0,
      parseStatus: 'failed',
      problems: ['missing_think', 'missing_verdict'],
    });
    // Characters that no store takes are text after the verdict here, not a reason to refuse the batch.
    expect(answer.rewards[2]).toMatchObject({ verdict: 1, format: 0 });
  });

  test.each([
    [
      { box: [120, 60, 2500, 90], description: 'odd' },
      /^\[120, 60, 2500, 90\] reaches beyond the image, which has 100 × 100 pixels$/,
    ],
    [{ box: [0.1, 0.1, 0.5, 0.5], description: 'odd' }, /shares of width and height/],
  ])('a reference region that is none of its image is refused by its place: %j', async (wrong, message) => {
    const reference = { label: 'generated', regions: [region, wrong] };
    const batch = await post('/rewards', { ...family, items: [item(text), { ...item(text), reference }] });
    expect(batch.status).toBe(422);
    expect(batch.errors).toEqual([
      { path: 'body.items.1.reference.regions.1.box', message: expect.stringMatching(message) },
    ]);
    const labels = [JSON.stringify({ image, ...reference, ...family })];
    const ofOpenRlhf = await post('/rewards/openrlhf', { query: [text], labels });
    expect(ofOpenRlhf.errors).toEqual([
      { path: 'body.labels.0.regions.1.box', message: expect.stringMatching(message) },
    ]);
  });

  test.each([
    [{ resize: { minPixels: 2_000_000, maxPixels: 1_000 } }, 'body.resize.minPixels', /greater/],
    [{ resize: { minPixels: 20_000_000 } }, 'body.resize.minPixels', /greater/],
    [{ resize: { max_pixels: 1_000_000 } }, 'body.resize', /^"max_pixels" is called maxPixels here$/],
    [{ space: 'original', resize: { maxPixels: 1_000_000 } }, 'body.resize', /qwen-smart-resized/],
  ])('settings of resizing that cannot be meant are refused: %j', async (settings, path, message) => {
    const { status, errors } = await post('/rewards', { ...settings, items: [item(text)] });
    expect({ status, errors }).toEqual({
      status: 422,
      errors: [{ path, message: expect.stringMatching(message) }],
    });
  });

  test('a step of which nothing is known is none', async () => {
    const answer = await request('/rewards', { ...family, step: { t: null, of: null }, items: [item(text)] });
    expect(await answer.json()).toMatchObject({ weights: { grounding: 1 } });
  });

  test('a mask in the reference counts by its pixels; one of another size is refused by its place', async () => {
    const mask = (width: number) => encodeMask(runsFromBox([0, 0, 25, 50], { width, height: 100 }));
    const masked = (width: number) => ({
      ...item(text),
      reference: { label: 'generated', regions: [{ ...region, mask: mask(width) }] },
    });
    const body = { ...family, iou: 'iou_union', items: [masked(100)] } as metrics.RewardRequest;
    const { rewards } = await call(metrics.computeRewards, { body }, client);
    expect(rewards[0]?.iou).toBeCloseTo(625 / 1_875, 12);
    expect(await post('/rewards', { items: [item(text), masked(99)] })).toMatchObject({
      status: 422,
      errors: [{ path: 'body.items.1.reference.regions' }],
    });
  });

  test('more boxes × references than the bound are refused, with the item and its numbers', async () => {
    const answer = await post('/rewards', {
      ...family,
      items: [item(text), ...Array(8).fill(large(1_500, 1_000))],
    });
    expect(answer).toMatchObject({
      status: 422,
      detail: expect.stringContaining('10,000,000'),
      // 6 × 1,500 × 1,000 fit.
      errors: [
        {
          path: 'body.items.7.reference.regions',
          message: expect.stringContaining('1,500 boxes × 1,000 reference'),
        },
      ],
    });
  });

  test('others are answered while a batch is computed', async () => {
    const order: string[] = [];
    const body = { ...family, iou: 'iou_matched', items: [large(800, 800)] };
    const rewards = Promise.resolve(request('/rewards', body)).then((answer) =>
      order.push(`rewards ${answer.status}`),
    );
    // What computed on this thread would be done before it asks anything else.
    const health = Promise.resolve(app.request('/health')).then(() => order.push('health'));
    await Promise.all([rewards, health]);
    expect(order).toEqual(['health', 'rewards 200']);
  });

  test('who leaves ends what is computed for them', async () => {
    const leaving = new AbortController();
    const tasks: Promise<unknown>[] = [];
    const noticed = Promise.withResolvers<void>();
    const watched = createApp({ title: 'rewards', version: '1', logger: createLogger('rewards', 'silent') });
    const run: typeof threads.run = async (...task) => {
      const answer = threads.run(...task);
      tasks.push(answer);
      noticed.resolve();
      return answer;
    };
    watched.route('/', rewardRoutes({ threads: { ...threads, run } }));
    const body = JSON.stringify({ ...family, iou: 'iou_matched', items: Array(12).fill(large(900, 900)) });
    const headers = { 'content-type': 'application/json' };
    const answer = watched.request('/rewards', { method: 'POST', headers, body, signal: leaving.signal });
    await noticed.promise;
    leaving.abort();
    expect((await answer).status).toBe(400);
    await expect(Promise.all(tasks)).rejects.toThrow(/abort/i);
    // The one thread is free again.
    expect((await request('/rewards', { ...family, items: [item(text)] })).status).toBe(200);
  });

  test.each([
    [{ items: [] }, 'body.items'],
    [{ items: [item('')], step: { t: 3, of: 2 } }, 'body.step'],
    [{ items: [item('')], preset: 'stage_4' }, 'body.preset'],
    [{ items: [{ ...item(''), image: { width: 0, height: 1 } }] }, 'body.items.0.image.width'],
  ])('%j is refused at %s', async (body, path) => {
    expect(await post('/rewards', body)).toMatchObject({ status: 422, errors: [{ path }] });
  });
});

test('how a text is read can be set in both forms; null is not set', async () => {
  const large = { width: 2048, height: 1536 };
  const reference = {
    label: 'generated' as const,
    regions: [
      { box: [800, 300, 1400, 900] as [number, number, number, number], description: 'six', mask: null },
    ],
  };
  const completion =
    '<think><|object_ref_start|>six<|object_ref_end|><|box_start|>(448,164),(785,492)<|box_end|><tag>a; b</tag></think>' +
    '<verdict>generated</verdict>';
  const reading = {
    grammar: null,
    space: null,
    resize: { maxPixels: 1_003_520, factor: null },
    tagSeparator: ';',
  };
  const ask = async (path: string, body: unknown) =>
    (
      await app.request(path, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
    ).json();
  const items = [{ completion, image: large, reference }];
  expect(await ask('/rewards', { ...reading, preset: null, step: null, items })).toMatchObject({
    rewards: [{ total: 3, problems: [] }],
  });
  const label = JSON.stringify({ image: large, ...reference, ...reading });
  expect(
    await ask('/rewards/openrlhf', { query: [completion], prompts: null, labels: [label] }),
  ).toMatchObject({ rewards: [3] });
});

describe('POST /rewards/openrlhf', () => {
  const label = JSON.stringify({ image, label: 'generated', regions: [region], ...family });
  const prompt = 'Answer with <verdict>real</verdict> or <verdict>generated</verdict>. ';

  test('queries hold the prompt; scores lie between 0 and 1', async () => {
    const body = {
      query: [`${prompt}${text}<|im_end|>`, `${prompt}?`],
      prompts: [prompt, prompt],
      labels: [label, label],
    };
    const query = { preset: 'stage_2' } as const;
    const answer = await call(metrics.computeOpenRlhfRewards, { query, body }, client);
    const least = -0.5 - 2 - 1.5;
    const reward = -0.5 + 1.5 * 0.5 ** 1.1 + 2 + 1;
    expect(answer.rewards[0]).toBeCloseTo(reward, 12);
    expect(answer.rewards[1]).toBeCloseTo(least, 12);
    expect(answer.scores[0]).toBeCloseTo((reward - least) / (4 - least), 12);
    expect(answer.scores[1]).toBe(0);
    expect(answer.extra_logs).toMatchObject({ verdict: [2, -2], format: [1, -1.5], parsed: [1, 0] });
  });

  test('without a step grounding has its full weight, with one its share', async () => {
    const ask = async (query: { t?: number; of?: number }) => {
      const body = { query: [text], labels: [label] };
      const { rewards } = await call(metrics.computeOpenRlhfRewards, { query, body }, client);
      return rewards[0];
    };
    expect(await ask({})).toBeCloseTo(2.55, 12);
    expect(await ask({ t: 0, of: 100 })).toBeCloseTo(2.275, 12);
  });

  test.each([
    ['', { query: ['a'], labels: [] }, 'body.labels'],
    ['', { query: ['a'], labels: [label], prompts: [] }, 'body.prompts'],
    ['', { query: ['a'], labels: ['real'] }, 'body.labels.0'],
    ['', { query: ['a'], labels: ['{"label":"real"}'] }, 'body.labels.0.image'],
    ['?t=1', { query: ['a'], labels: [label] }, 'query'],
    ['?t=3&of=2', { query: ['a'], labels: [label] }, 'query'],
  ])('%s %j is refused at %s', async (query, body, path) => {
    expect(await post(`/rewards/openrlhf${query}`, body)).toMatchObject({ status: 422, errors: [{ path }] });
  });
});
