import { maintainerKey } from '@fakexplain/database/testing';
import { call, inference, problemSchema, send, type ClientOptions } from '@fakexplain/contract';
import { arenaSchema, catalogSchema } from '@fakexplain/database/schema';
import { addDataset, addRun } from '@fakexplain/fixtures/catalog';
import { addStudy } from '@fakexplain/fixtures/study';
import { eq } from 'drizzle-orm';
import sharp from 'sharp';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  ModelFailure,
  type GenerateOptions,
  type ModelAnswer,
  type ModelRequest,
} from '../backends/backend.ts';
import { saying, scriptedModels, untilAborted } from '../testing/scripted-models.ts';
import { startInference, type TestInference } from '../testing/start-inference.ts';
import { until } from '../testing/until.ts';
import { TrialPlaces } from './trial-places.ts';

let service: TestInference;
let picture: string;
let answer: (request: ModelRequest, options: GenerateOptions) => Promise<ModelAnswer> | ModelAnswer;
const models = scriptedModels({ answer: (request, options) => answer(request, options) });
let visitors = 0;

beforeAll(async () => {
  service = await startInference({
    openModel: models.openModel,
    trial: { burst: 3, perMinute: 0.05 },
    places: new TrialPlaces(2),
  });
  const drawn = sharp({ create: { width: 60, height: 40, channels: 3, background: '#a52' } });
  picture = (await drawn.withMetadata({ orientation: 6 }).jpeg().toBuffer()).toString('base64');
});
beforeEach(() => {
  answer = saying;
});
afterAll(() => service?.close());

/** One who has tried nothing yet. */
const newVisitor = () => {
  visitors += 1;
  return service.as(undefined, `192.0.2.${visitors}`);
};
const begin = (visitor: ClientOptions, body: Partial<inference.NewTrial> = {}) =>
  send(inference.tryModel, { body: { model: 'steady', image: picture, ...body } }, visitor);

async function eventsOf(response: Response) {
  const text = await response.text();
  const events = [...text.matchAll(/^event: (\w+)\ndata: (.*)$/gm)];
  return events.map(([, event, data]) => {
    const json: unknown = JSON.parse(data ?? '');
    if (event === 'text') return { event, ...inference.trialTextSchema.parse(json) };
    if (event === 'answer') return { event, ...inference.trialAnswerSchema.parse(json) };
    return { event, ...problemSchema.parse(json) };
  });
}

test('what a model writes is told as it writes, read as far as it is, and then the answer; nothing is kept', async () => {
  answer = async (request, { onText }) => {
    const sound = saying(request);
    const text = sound.kind === 'text' ? sound.text : '';
    for (const piece of [text.slice(0, 40), text.slice(40, 90), text.slice(90)]) {
      onText?.(piece);
      await new Promise(setImmediate);
    }
    return sound;
  };
  const events = await eventsOf(await begin(newVisitor()));
  const told = events.slice(0, -1);
  expect(told.length).toBeGreaterThan(1);
  expect(told.every(({ event }) => event === 'text')).toBe(true);
  const last = events.at(-1);
  // Turned as its EXIF says.
  expect(last).toMatchObject({
    event: 'answer',
    width: 40,
    height: 60,
    explanation: { verdict: 'generated', probability: null, regions: [{ box: [0, 0, 20, 30] }] },
    status: 'ok',
    truncated: false,
    tokens: 7,
  });
  expect(told.map((said) => ('text' in said ? said.text : '')).join('')).toBe(
    last && 'text' in last ? last.text : null,
  );
  expect(told[0]).toMatchObject({ explanation: { verdict: null } });
  for (const table of [catalogSchema.images, catalogSchema.explanations, catalogSchema.runs])
    expect(await service.db.select().from(table)).toEqual([]);
});

test('a model that fails is told in the stream', async () => {
  answer = () => {
    throw new ModelFailure('passing', 'the server is busy');
  };
  expect(await eventsOf(await begin(newVisitor()))).toMatchObject([
    { event: 'problem', type: '/problems/model-failed', status: 502, detail: 'the server is busy' },
  ]);
  answer = () => {
    throw new TypeError('secret: hunter2');
  };
  const [problem] = await eventsOf(await begin(newVisitor()));
  expect(problem).toMatchObject({ event: 'problem', type: '/problems/internal-error' });
  expect(JSON.stringify(problem)).not.toContain('hunter2');
});

test.each<[string, Partial<inference.NewTrial>, string, RegExp]>([
  ['an unknown model', { model: 'nobody' }, 'not-found', /no model nobody/],
  [
    'no picture',
    { image: Buffer.from('hello').toString('base64') },
    'picture-refused',
    /no known image type/,
  ],
  ['nothing', { image: '' }, 'picture-refused', /no known image type/],
  ['no Base64', { image: '***' }, 'invalid-request', /./],
])('%s is refused', async (_, body, slug, message) => {
  await expect(begin(newVisitor(), body)).rejects.toMatchObject({
    slug,
    message: expect.stringMatching(message),
  });
});

test('a picture is limited in bytes and in pixels', async () => {
  const wide = sharp({ create: { width: 8_000, height: 5_001, channels: 3, background: '#fff' } });
  const image = (await wide.png().toBuffer()).toString('base64');
  await expect(begin(newVisitor(), { image })).rejects.toMatchObject({ slug: 'picture-refused' });
  const large = Buffer.alloc(inference.trialImageBytes + 1).toString('base64');
  await expect(begin(newVisitor(), { image: large })).rejects.toMatchObject({ slug: 'payload-too-large' });
  const huge = Buffer.alloc(14 * 1_048_576).toString('base64');
  await expect(begin(newVisitor(), { image: huge })).rejects.toMatchObject({ slug: 'payload-too-large' });
});

test('one visitor gets three in a row and others as many, whatever they say of themselves', async () => {
  const visitor = newVisitor();
  for (let trial = 0; trial < 3; trial += 1) await eventsOf(await begin(visitor));
  await expect(begin(visitor)).rejects.toMatchObject({ slug: 'too-many-requests' });
  await eventsOf(await begin(newVisitor()));
  const site = (forwarded: string): ClientOptions => ({
    ...service.as(undefined, '127.0.0.1'),
    fetch: async (input, init) => {
      const request = new Request(input, init);
      request.headers.set('x-forwarded-for', forwarded);
      return service.app.request(request, undefined, {
        incoming: { socket: { remoteAddress: '127.0.0.1' } },
      });
    },
  });
  for (let trial = 0; trial < 3; trial += 1)
    await eventsOf(await begin(site(`203.0.113.${trial}, 198.51.100.7`)));
  await expect(begin(site('203.0.113.9, 198.51.100.7'))).rejects.toMatchObject({ slug: 'too-many-requests' });
  await eventsOf(await begin(site('203.0.113.9')));
});

test('two trials run at once, a third is put off; one whose reader leaves is aborted and makes room', async () => {
  let aborted = 0;
  answer = (_, { signal }) =>
    untilAborted(signal).catch((reason: unknown) => {
      aborted += 1;
      throw reason;
    });
  const readers = [await begin(newVisitor()), await begin(newVisitor())];
  await until(
    () => models.counts.inFlight,
    (inFlight) => inFlight === 2,
  );
  await expect(begin(newVisitor())).rejects.toMatchObject({ slug: 'too-many-requests' });
  await readers[0]?.body?.cancel();
  await until(
    () => aborted,
    (count) => count === 1,
  );
  await until(
    () => models.counts.inFlight,
    (inFlight) => inFlight === 1,
  );
  answer = saying;
  expect((await eventsOf(await begin(newVisitor()))).at(-1)).toMatchObject({ event: 'answer' });
  await readers[1]?.body?.cancel();
});

test('models are listed with the service', async () => {
  const { models: listed } = await call(inference.listModels, {}, service.as());
  expect(listed.map(({ slug }) => slug)).toEqual(['other', 'steady']);
  expect(models.counts.opened).toBe(1);
});

test('who votes on a model’s explanations cannot ask it about the picture; maintainers can', async () => {
  const { db } = service.database;
  const datasetId = await addDataset(db, 'asked', { picture: { label: 'generated' } });
  const runIds = [await addRun(db, { source: 'other', datasetId }, { picture: { verdict: 'real' } })];
  const settings = { embargo: 'images' } as const;
  const study = await addStudy(db, { slug: 'pilot', datasetId, images: ['picture'], runIds, settings });
  await expect(begin(newVisitor(), { model: 'other' })).rejects.toMatchObject({
    slug: 'embargoed',
    message:
      'Model other cannot be tried while the study “Which metric?” is open, since raters see its explanations there.',
  });
  const offered = async (who: ReturnType<typeof newVisitor>) =>
    (await call(inference.listTriableModels, {}, who)).models.map(({ slug }) => slug);
  expect(await offered(newVisitor())).toEqual(['steady']);
  expect(await offered(service.as(maintainerKey))).toEqual(['other', 'steady']);
  expect((await begin(newVisitor())).status).toBe(200);
  expect((await begin(service.as(maintainerKey, '192.0.2.200'), { model: 'other' })).status).toBe(200);
  await db.update(arenaSchema.studies).set({ status: 'closed' }).where(eq(arenaSchema.studies.id, study.id));
  expect((await begin(newVisitor(), { model: 'other' })).status).toBe(200);
});
