import { arena, send } from '@fakexplain/contract';
import type { Explanation } from '@fakexplain/explanation';
import { fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterEach, expect, test } from 'vitest';
import { uniformSource } from '@fakexplain/statistics/random';
import { cast, draw, startArena } from './testing/start-arena.ts';
import type { TestArena } from './testing/start-arena.ts';

const running: TestArena[] = [];
afterEach(async () => {
  for (const service of running.splice(0)) await service.close();
});

/** An arena in which nothing is left to chance, so that two of them answer alike unless the arms make a difference. */
async function deterministicArena(): Promise<TestArena> {
  let ids = 0;
  const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`;
  const service = await startArena({ newId, random: uniformSource(9) });
  running.push(service);
  return service;
}

/** What sources of a kind deliver beside what is shown: probabilities, fractions of pixels, masks. */
const habits: Record<string, (said: Partial<Explanation>) => Partial<Explanation>> = {
  people: (said) => said,
  'a-model': (said) => ({ ...said, probability: 0.987 }),
  'another-model': (said) => ({
    ...said,
    probability: 0.5,
    regions: (said.regions ?? []).map(({ box: [x1, y1, x2, y2], description }) => ({
      box: [x1 + 0.25, y1 + 0.125, x2 - 0.5, y2 - 0.75],
      description,
      mask: { size: [300, 200], counts: 'abc' },
    })),
  }),
};

const content = (image: number, arm: number): Partial<Explanation> => ({
  verdict: (image + arm) % 3 ? 'generated' : 'real',
  reasoning: `thought ${arm} of ${image}`,
  regions: [{ box: [3 + arm, 4, 50, 60 + arm], description: `remark ${arm} on ${image}` }],
});

/** All that a rater receives up to and between votes, headers included, but for the request's own id. */
async function everythingReceived(sources: string[]): Promise<string[]> {
  const service = await deterministicArena();
  const catalog = await fillCatalog(service.database.db, {
    name: 'set',
    images: 40,
    sources,
    explain: (image, arm) => habits[sources[arm] ?? '']?.(content(image, arm)) ?? null,
  });
  const study = newStudy(catalog, { slug: 'study', repeatShare: 0.2, checkShare: 0.2 });
  await service.openStudy(study);
  const received: string[] = [];
  const keep = async (response: Response) => {
    const headers = [...response.headers].filter(([name]) => name !== 'x-request-id');
    const body = await response.text();
    received.push(`${response.status} ${JSON.stringify(headers)} ${body}`);
    return body;
  };
  const params = { study: 'study' };
  await keep(await send(arena.readBriefing, { params, query: {} }, service.as()));
  const enrolled = await keep(await send(arena.enrol, { params, body: { consent: true } }, service.as()));
  const rater = { as: service.as(arena.enrolledSchema.parse(JSON.parse(enrolled)).token) };
  await keep(await send(arena.listPractice, { params, query: {} }, rater.as));
  for (const position of [0, 1, 2]) {
    await keep(await send(arena.readPracticeImage, { params: { ...params, position } }, rater.as));
    const answer = { params: { ...params, position }, body: { choice: 'left' } } as const;
    await keep(await send(arena.answerPractice, answer, rater.as));
  }
  for (let count = 0; count < 30; count++) {
    await keep(await send(arena.drawBallots, { params, body: { ahead: 2 } }, rater.as));
    const [ballot] = (await draw(rater, 'study')).ballots;
    if (!ballot) break;
    await keep(await send(arena.readBallot, { params: { ballot: ballot.id } }, rater.as));
    await keep(await send(arena.readBallotImage, { params: { ballot: ballot.id } }, rater.as));
    await cast(rater, ballot.id, { choice: 'tie' }, `key-${count}-of-this`);
  }
  return received;
}

test('who said it makes no difference to a single byte before the vote', async () => {
  const one = await everythingReceived(['people', 'a-model', 'another-model']);
  const two = await everythingReceived(['another-model', 'people', 'a-model']);
  expect(one.length).toBeGreaterThan(90);
  const differing = one.findIndex((response, index) => two[index] !== response);
  expect(two[differing]).toBe(one[differing]);
  expect(two.length).toBe(one.length);
});

test('the order of the arms makes no difference to how a question looks', async () => {
  const orders = [
    [0, 1, 2],
    [2, 0, 1],
  ];
  const questions = await Promise.all(
    orders.map(async (order) => {
      const service = await deterministicArena();
      const catalog = await fillCatalog(service.database.db, {
        name: 'set',
        images: 12,
        sources: order.map((arm) => `source-${arm}`),
        explain: (image, position) => content(image, order[position] ?? 0),
      });
      const study = newStudy(catalog, { slug: 'study', soundSource: 'set-source-0' });
      await service.openStudy(study);
      const asked = new Map<string, string>();
      for (let count = 0; count < 12; count++) {
        const rater = await service.enrol('study');
        for (;;) {
          const { ballots } = await draw(rater, 'study');
          const [ballot] = ballots;
          if (!ballot) break;
          const { image, left, right } = ballot;
          asked.set(`${left?.reasoning} | ${right?.reasoning}`, JSON.stringify({ image, left, right }));
          await cast(rater, ballot.id, { choice: 'left' });
        }
      }
      return asked;
    }),
  );
  const [one = new Map<string, string>(), two = new Map<string, string>()] = questions;
  const both = [...one.keys()].filter((key) => two.has(key));
  expect(both.length).toBeGreaterThan(30);
  for (const key of both) expect(two.get(key)).toBe(one.get(key));
  // Each way round is asked, whichever arm comes first in the study.
  for (const asked of questions) {
    const mirrored = [...asked.keys()].filter((key) => asked.has(key.split(' | ').toReversed().join(' | ')));
    expect(mirrored.length).toBeGreaterThan(10);
  }
});
