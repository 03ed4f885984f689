import { arena, call, send, ServiceProblem } from '@fakexplain/contract';
import { type Catalog, fillCatalog } from '@fakexplain/fixtures/catalog';
import { newStudy } from '@fakexplain/fixtures/study';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { cast, draw, startArena } from '../testing/start-arena.ts';
import type { TestArena } from '../testing/start-arena.ts';
import { createPairDraws } from './pair-draws.ts';

let service: TestArena;
let catalog: Catalog;

beforeAll(async () => {
  service = await startArena();
  catalog = await fillCatalog(service.database.db, { images: 27, sources: ['one', 'two', 'three'] });
});
afterAll(() => service.close());

interface StoredBallot {
  id: string;
  kind: 'regular' | 'repeat' | 'check';
  ordinal: number;
  image: number;
  leftArm: number;
  rightArm: number;
  leftImage: number | null;
  rightImage: number | null;
  repeatOf: string | null;
  soundSide: string | null;
  probability: number;
}

/** The ballots as they are kept, with the position of the image that each side's explanation was written about. */
const stored = (study: string) => service.database.sql<StoredBallot[]>`
  select b.id, b.kind, b.ordinal, b.image_position as image, b.left_arm as "leftArm", b.right_arm as "rightArm",
    li.position as "leftImage", ri.position as "rightImage", b.repeat_of as "repeatOf", b.sound_side as "soundSide",
    b.probability
  from arena.ballots b
  join arena.studies s on s.id = b.study_id
  join catalog.explanations l on l.id = b.left_explanation_id
  join catalog.explanations r on r.id = b.right_explanation_id
  left join arena.study_images li on li.study_id = s.id and li.image_sha256 = l.image_sha256
  left join arena.study_images ri on ri.study_id = s.id and ri.image_sha256 = r.image_sha256
  where s.slug = ${study} order by b.rater_id, b.ordinal`;

async function begin(changes: Partial<arena.NewStudy> = {}, from = catalog) {
  const study = newStudy(from, changes);
  await service.openStudy(study);
  return { slug: study.slug, rater: await service.enrol(study.slug) };
}

/** Answers ballots until none is left, or `most` were answered. */
async function answer(slug: string, rater: Awaited<ReturnType<TestArena['enrol']>>, most = Infinity) {
  for (let count = 0; count < most; count++) {
    const { ballots, exhausted } = await draw(rater, slug);
    const [ballot] = ballots;
    if (!ballot) {
      expect(exhausted).toBe(true);
      return count;
    }
    await cast(rater, ballot.id, { choice: 'left' });
  }
  return most;
}

const refusal = (attempt: Promise<unknown>) =>
  attempt.then(
    () => 'accepted',
    (error: unknown) => (error instanceof ServiceProblem ? `${error.problem.status} ${error.slug}` : error),
  );

describe('open ballots', () => {
  test('come again until they are answered, oldest first', async () => {
    const { slug, rater } = await begin();
    const first = await draw(rater, slug, 2);
    expect(first).toMatchObject({ exhausted: false, progress: { cast: 0, limit: null, practised: true } });
    expect(first.ballots.map(({ ordinal }) => ordinal)).toEqual([1, 2]);
    expect(await draw(rater, slug, 2)).toEqual(first);
    expect((await draw(rater, slug, 1)).ballots).toEqual(first.ballots.slice(0, 1));
    await cast(rater, first.ballots[0]?.id ?? '', { choice: 'tie' });
    const next = await draw(rater, slug, 2);
    expect(next.ballots.map(({ ordinal }) => ordinal)).toEqual([2, 3]);
    expect(next.ballots[0]).toEqual(first.ballots[1]);
    expect(next.progress.cast).toBe(1);
  });

  test('show what the database says of them, checks and repeats too', async () => {
    const { slug, rater } = await begin({ checkShare: 0.3, repeatShare: 0.3 });
    for (;;) {
      const { ballots } = await draw(rater, slug, 2);
      const [ballot] = ballots;
      if (!ballot) break;
      for (const { id, ...shown } of ballots)
        expect(await call(arena.readBallot, { params: { ballot: id } }, rater.as)).toEqual({ id, ...shown });
      await cast(rater, ballot.id, { choice: 'left' });
    }
    const kinds = new Set((await stored(slug)).map(({ kind }) => kind));
    expect(kinds).toEqual(new Set(['check', 'regular', 'repeat']));
  });

  test('expire, and are replaced by others', async () => {
    const { slug, rater } = await begin({ ballotTtlS: 60 });
    const [old] = (await draw(rater, slug)).ballots;
    expect(Date.parse(old?.expiresAt ?? '') - Date.parse(old?.issuedAt ?? '')).toBe(60_000);
    service.clock.pass(60);
    const [next] = (await draw(rater, slug)).ballots;
    expect(next?.ordinal).toBe(2);
  });

  test('are their rater’s alone, image included', async () => {
    const { slug, rater } = await begin();
    const [ballot] = (await draw(rater, slug)).ballots;
    const params = { ballot: ballot?.id ?? '' };
    const other = await service.enrol(slug);
    expect(await refusal(call(arena.readBallot, { params }, other.as))).toBe('403 not-your-ballot');
    expect(await refusal(send(arena.readBallotImage, { params }, other.as))).toBe('403 not-your-ballot');
    expect(await refusal(send(arena.readBallotImage, { params }, service.as()))).toBe('401 unauthenticated');
    const image = await send(arena.readBallotImage, { params }, rater.as);
    const [{ sha256 = '' } = {}] = await service.database.sql<{ sha256: string }[]>`
      select i.image_sha256 as sha256 from arena.ballots b
      join arena.study_images i on i.study_id = b.study_id and i.position = b.image_position
      where b.id = ${params.ballot}`;
    expect(await image.text()).toContain(sha256.slice(0, 8));
    expect(image.headers.get('cache-control')).toContain('private');
    expect(JSON.stringify([...image.headers])).not.toContain(sha256);
  });
});

describe('what may be asked', () => {
  test('every image once, then the rater is told that nothing is left', async () => {
    const { slug, rater } = await begin();
    expect(await answer(slug, rater)).toBe(25);
    const ballots = await stored(slug);
    expect(new Set(ballots.map(({ image }) => image)).size).toBe(25);
    for (const { leftArm, rightArm, leftImage, rightImage, image, probability } of ballots) {
      expect(leftArm).not.toBe(rightArm);
      expect([leftImage, rightImage]).toEqual([image, image]);
      expect(probability).toBeGreaterThan(0);
    }
  });

  test('no more than the study’s limit', async () => {
    const { slug, rater } = await begin({ ballotsPerRater: 3 });
    expect((await draw(rater, slug, 3)).ballots).toHaveLength(3);
    expect(await answer(slug, rater)).toBe(3);
    expect(await draw(rater, slug)).toEqual({
      ballots: [],
      exhausted: true,
      progress: { cast: 3, limit: 3, practised: true },
    });
  });

  test('nothing before the practice, nothing with another study’s token', async () => {
    const spacious = await fillCatalog(service.database.db, { images: 33, sources: ['one', 'two'] });
    const { slug, rater } = await begin({}, spacious);
    const { token } = await call(
      arena.enrol,
      { params: { study: slug }, body: { consent: true } },
      service.as(),
    );
    expect(await refusal(draw({ as: service.as(token) }, slug))).toBe('409 practice-needed');
    const other = await begin();
    expect(await refusal(draw(rater, other.slug))).toBe('401 unauthenticated');
    expect(await refusal(draw({ as: service.as() }, slug))).toBe('401 unauthenticated');
    expect(await refusal(draw(rater, 'no-such-study'))).toBe('404 not-found');
  });

  test('never two explanations that look the same', async () => {
    // Arms one and two say the same of the first five images; a fraction of a pixel and a mask do not show.
    const alike = await fillCatalog(service.database.db, {
      images: 10,
      sources: ['one', 'two', 'three'],
      explain: (image, source) =>
        source < 2 && image < 5
          ? {
              reasoning: 'same',
              regions: [{ box: [10 + source / 4, 20, 30, 40], description: `same ${image}` }],
            }
          : {},
    });
    const { slug, rater } = await begin({}, alike);
    await answer(slug, rater);
    for (let more = 0; more < 4; more++) await answer(slug, await service.enrol(slug));
    const ballots = await stored(slug);
    expect(ballots.length).toBe(50);
    const pairs = ballots.map(({ image, leftArm, rightArm }) => [image < 5, leftArm + rightArm === 1]);
    expect(pairs.filter(([early, oneAndTwo]) => early && oneAndTwo)).toEqual([]);
    expect(pairs.some(([early, oneAndTwo]) => !early && oneAndTwo)).toBe(true);
  });
});

describe('quality ballots', () => {
  test('repeats mirror an answered regular ballot at least 15 ballots later, each once', async () => {
    const { slug, rater } = await begin({ repeatShare: 0.5 });
    const answered = await answer(slug, rater);
    const ballots = await stored(slug);
    expect(ballots.length).toBe(answered);
    const byId = new Map(ballots.map((ballot) => [ballot.id, ballot]));
    const repeats = ballots.filter(({ kind }) => kind === 'repeat');
    expect(repeats.length).toBeGreaterThan(3);
    for (const { repeatOf, ordinal, image, leftArm, rightArm } of repeats) {
      const original = byId.get(repeatOf ?? '');
      expect(original).toMatchObject({ kind: 'regular', image, leftArm: rightArm, rightArm: leftArm });
      expect(ordinal - (original?.ordinal ?? ordinal)).toBeGreaterThanOrEqual(15);
    }
    expect(new Set(repeats.map(({ repeatOf }) => repeatOf)).size).toBe(repeats.length);
  });

  test('checks put the sound arm’s own words against its words about another image, fitted into this one', async () => {
    const { slug, rater } = await begin({ checkShare: 0.5, soundSource: catalog.sources[1] });
    await answer(slug, rater);
    const checks = (await stored(slug)).filter(({ kind }) => kind === 'check');
    expect(checks.length).toBeGreaterThan(5);
    expect(new Set(checks.map(({ soundSide }) => soundSide)).size).toBe(2);
    for (const check of checks) {
      expect([check.leftArm, check.rightArm]).toEqual([1, 1]);
      const [sound, other] =
        check.soundSide === 'left'
          ? [check.leftImage, check.rightImage]
          : [check.rightImage, check.leftImage];
      expect(sound).toBe(check.image);
      expect(other).not.toBe(check.image);
      const { image, left, right } = await call(arena.readBallot, { params: { ballot: check.id } }, rater.as);
      for (const [x1, y1, x2, y2] of [left, right]
        .flatMap((side) => side?.regions ?? [])
        .map(({ box }) => box)) {
        expect(0 <= x1 && x1 < x2 && x2 <= image.width && 0 <= y1 && y1 < y2 && y2 <= image.height).toBe(
          true,
        );
      }
    }
    const pairs = await service.database.sql`
      select sum(wins_a + wins_b + ties + neither)::int as votes from arena.pair_counts p
      join arena.studies s on s.id = p.study_id where s.slug = ${slug}`;
    expect(pairs[0]?.['votes']).toBe(25 - checks.length);
  });
});

test('tabs that draw at the same time get the same ballots, and no image twice', async () => {
  const { slug, rater } = await begin();
  for (let round = 0; round < 5; round++) {
    const tabs = await Promise.all(Array.from({ length: 12 }, () => draw(rater, slug, 2)));
    for (const { ballots } of tabs) {
      expect(ballots).toEqual(tabs[0]?.ballots);
      expect(ballots).toHaveLength(2);
    }
    for (const { id } of tabs[0]?.ballots ?? []) await cast(rater, id, { choice: 'tie' });
  }
  const ballots = await stored(slug);
  expect(ballots.map(({ ordinal }) => ordinal)).toEqual(Array.from({ length: 10 }, (_, index) => index + 1));
  expect(new Set(ballots.map(({ image }) => image)).size).toBe(10);
});

test('pairs, images and sides come out even', async () => {
  const { slug, rater } = await begin();
  const raters = [rater];
  while (raters.length < 12) raters.push(await service.enrol(slug));
  for (let round = 0; round < 10; round++) {
    for (const one of raters) await answer(slug, one, 1);
    service.clock.pass(10);
  }
  const draws = await service.database.sql<{ a: number; b: number; left: number; right: number }[]>`
    select arm_a as a, arm_b as b, a_on_left as left, b_on_left as right from arena.draw_counts d
    join arena.studies s on s.id = d.study_id where s.slug = ${slug}`;
  const ballots = await stored(slug);
  expect(draws.reduce((sum, { left, right }) => sum + left + right, 0)).toBe(120);
  let spread = 0;
  for (const [a, b] of [
    [0, 1],
    [0, 2],
    [1, 2],
  ]) {
    const ofPair = draws.filter((draw) => draw.a === a && draw.b === b);
    const total = ofPair.reduce((sum, { left, right }) => sum + left + right, 0);
    expect(Math.abs(total - 40)).toBeLessThanOrEqual(12);
    const left = ofPair.reduce((sum, draw) => sum + draw.left, 0);
    expect(left).toBe(ballots.filter(({ leftArm, rightArm }) => leftArm === a && rightArm === b).length);
    expect(Math.abs(left - (total - left))).toBeLessThanOrEqual(12);
    const ofImages = ofPair.map(({ left, right }) => left + right);
    spread += ofImages.reduce((sum, n) => sum + n * n, 0) - (total * total) / 25;
  }
  // Squared distances from equal numbers on all images: of 2,000 simulations, at random the median is 99, balanced it is 46 and
  // in one of them over 78.
  expect(spread).toBeLessThan(80);
});

test('what a rater receives before voting names no arm, source, image or kind', async () => {
  const { slug, rater } = await begin({ repeatShare: 0.3, checkShare: 0.3 });
  const params = { study: slug };
  const seen = [
    await send(arena.readBriefing, { params, query: {} }, service.as()),
    await send(arena.listPractice, { params, query: {} }, rater.as),
    await send(arena.drawBallots, { params, body: { ahead: 3 } }, rater.as),
  ];
  for (const response of seen) {
    const text = JSON.stringify([...response.headers]) + (await response.text());
    for (const word of [
      ...catalog.sources,
      catalog.dataset,
      '"kind"',
      '"arm',
      'check',
      'repeat',
      'probability"',
    ])
      expect(text).not.toContain(word);
    for (const sha of catalog.images) expect(text).not.toContain(sha);
  }
});

test('as many ballots as were promised, where the study has fewer images than its limit', async () => {
  const { slug, rater } = await begin({ ballotsPerRater: 30, repeatShare: 0.3, ballotTtlS: 60 });
  expect((await draw(rater, slug)).progress.limit).toBe(25);
  expect(await answer(slug, rater)).toBe(25);
  expect(await draw(rater, slug)).toMatchObject({ exhausted: true, progress: { cast: 25, limit: 25 } });

  // The image of a ballot that expires never comes again: one ballot fewer.
  const late = await service.enrol(slug);
  await draw(late, slug);
  service.clock.pass(60);
  expect((await draw(late, slug)).progress.limit).toBe(24);
  expect(await answer(slug, late)).toBe(24);
});

test('what another process draws is counted a second later', async () => {
  const { slug, rater } = await begin();
  const [{ id = '' } = {}] = await service.database.sql<{ id: string }[]>`
    select id from arena.studies where slug = ${slug}`;
  const elsewhere = createPairDraws(service.database.sql, service.clock.now);
  const pairs = [0, 1, 2].flatMap((a) => [1, 2].filter((b) => a < b).map((b) => ({ a, b })));
  const total = async () =>
    (await elsewhere.read(id, pairs))
      .flatMap((draws) => [...draws.values()])
      .reduce((sum, { aOnLeft, bOnLeft }) => sum + aOnLeft + bOnLeft, 0);
  expect(await total()).toBe(0);
  await draw(rater, slug, 3);
  expect(await total()).toBe(0);
  service.clock.pass(1.001);
  expect(await total()).toBe(3);
});
