import { setTimeout as delay } from 'node:timers/promises';
import { besideBase, type Both } from './beside-base.ts';
import type { MeasuredArena } from './measured-arena.ts';
import { ms, percentile } from './report.ts';

const followed = { slug: 'bench-followed', arms: 6, images: 203, votes: 18_000 };
const million = { slug: 'bench-million', arms: 6, images: 203, votes: 1_000_000 };
const large = { slug: 'bench-large', arms: 130, images: 203, votes: 1_600_000 };

/** Large studies, beside the build of the base in the same run. @param serverUrl of a server where databases can be made */
export function benchLargeStudy(
  serverUrl: string,
  { scratch, say }: { scratch: string; say: (line: string) => void },
): Promise<void> {
  const studies = [followed, million, large];
  return besideBase({ serverUrl, scratch, name: 'bench', studies }, async (both) => {
    await compareQuality(both, say);
    await compareLeaderboards(both, say);
    await compareHolds(both, say);
    await voteBesideRudeReaders(both.now, say);
    await timeDraws(both.now, say);
  });
}

const ratio = (now: number, base: number, target: string) =>
  `1/${(base / now).toFixed(1)} (target ${target})`;

/** What no answer was kept of: each round follows a vote. */
async function compareQuality({ base, now }: Both, say: (line: string) => void): Promise<void> {
  const path = `/studies/${million.slug}/quality`;
  const first = { now: await now.read(path), base: await base.read(path) };
  const peak = { now: now.memory().peak, base: base.memory().peak };
  say(
    `/quality at a million votes, first answer: ${ms(first.now)}, base ${ms(first.base)}: ${ratio(first.now, first.base, '1/50')}`,
  );
  say(
    `  peak memory of the process: ${peak.now.toFixed(0)} MB (target 300), base ${peak.base.toFixed(0)} MB`,
  );
}

/** Milliseconds of answers that follow a vote each, in turns so that whatever else the machine does falls on both. */
async function afterVotes(
  arenas: readonly MeasuredArena[],
  { study, rounds, time }: { study: string; rounds: number; time: (arena: MeasuredArena) => Promise<number> },
): Promise<number[]> {
  const took: number[][] = arenas.map(() => []);
  // The first ones warm caches and compiler.
  for (let round = -3; round < rounds; round += 1)
    for (const [index, arena] of arenas.entries()) {
      await arena.vote(study, await arena.enrol(study));
      const measured = await time(arena);
      if (round >= 0) took[index]?.push(measured);
    }
  return took.map((values) => percentile(values, 0.5));
}

async function compareLeaderboards({ base, now }: Both, say: (line: string) => void): Promise<void> {
  const path = `/studies/${large.slug}/leaderboard`;
  for (const [pairs, what, target] of [
    ['none', 'ratings with intervals and rank sets', '1/6'],
    ['all', 'with the share table of all pairs', 'none'],
  ] as const) {
    const time = (arena: MeasuredArena) => arena.read(`${path}?pairs=${pairs}`);
    const [ofNow = NaN, ofBase = NaN] = await afterVotes([now, base], {
      study: large.slug,
      rounds: 15,
      time,
    });
    say(
      `leaderboard, 130 arms, 1.6 M votes, after a new vote, ${what}, p50: ${ms(ofNow)}, base ${ms(ofBase)}: ${ratio(ofNow, ofBase, target)}`,
    );
  }
}

async function compareHolds({ base, now }: Both, say: (line: string) => void): Promise<void> {
  const time = async (arena: MeasuredArena) => {
    await arena.read(`/studies/${followed.slug}/leaderboard`);
    return arena.held();
  };
  const [ofNow = NaN, ofBase = NaN] = await afterVotes([now, base], {
    study: followed.slug,
    rounds: 15,
    time,
  });
  say(
    `event loop held by one new vote on a followed leaderboard, 18,000 votes, p50 of the longest: ${ms(ofNow)} (target 5 ms), base ${ms(ofBase)}`,
  );
}

const voters = 8;
const secondsOfVoting = 10;
const rudeReaders = 12;
const patienceMs = 600;

/** Twelve who ask for reports and pages again and again, and give up after 0.6 s. */
async function voteBesideRudeReaders(arena: MeasuredArena, say: (line: string) => void): Promise<void> {
  const { slug } = million;
  await votesPerSecond(arena, slug, 3);
  const before = { rate: await votesPerSecond(arena, slug, secondsOfVoting), memory: arena.memory().now };
  const leaving = new AbortController();
  const paths = ['quality', 'leaderboard', 'covariates', ''].map((path) =>
    `/studies/${slug}/${path}`.replace(/\/$/, ''),
  );
  const readers = Array.from({ length: rudeReaders }, async (_, reader) => {
    for (let turn = reader; !leaving.signal.aborted; turn += 1)
      await arena
        .read(paths[turn % paths.length] ?? '', AbortSignal.timeout(patienceMs))
        .catch(() => undefined);
  });
  const beside = await votesPerSecond(arena, slug, secondsOfVoting);
  const most = arena.memory().now;
  leaving.abort();
  await Promise.all(readers);
  // What nobody waits for any more ends, and threads without work a minute later.
  await delay(70_000);
  say(
    `votes/s at a million votes beside ${rudeReaders} rude readers: ${beside.toFixed(0)} of ${before.rate.toFixed(0)} undisturbed: ${((100 * beside) / before.rate).toFixed(0)}% (target 80%)`,
  );
  say(
    `  memory before ${before.memory.toFixed(0)} MB, beside them ${most.toFixed(0)} MB, a minute later ${arena.memory().now.toFixed(0)} MB`,
  );
}

async function votesPerSecond(arena: MeasuredArena, study: string, seconds: number): Promise<number> {
  const until = performance.now() + seconds * 1_000;
  let votes = 0;
  await Promise.all(
    Array.from({ length: voters }, async () => {
      while (performance.now() < until) {
        const token = await arena.enrol(study);
        for (let own = 0; own < 20 && performance.now() < until; own += 1)
          if (await arena.vote(study, token)) votes += 1;
      }
    }),
  );
  return votes / seconds;
}

/** A draw and the vote on it, one after the other. */
async function timeDraws(arena: MeasuredArena, say: (line: string) => void): Promise<void> {
  const took: number[] = [];
  for (let round = 0; round < 10; round += 1) {
    const token = await arena.enrol(large.slug);
    for (let own = 0; own < 20; own += 1) {
      const started = performance.now();
      await arena.vote(large.slug, token);
      took.push(performance.now() - started);
    }
  }
  say(
    `next ballot and the vote on it, 130 arms: p50 ${ms(percentile(took, 0.5))}, p95 ${ms(percentile(took, 0.95))} (n = ${took.length})`,
  );
}
