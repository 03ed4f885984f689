import { arena, call } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { addDataset, addPictures, addRun, type DatasetImage, type Said } from '@fakexplain/fixtures/catalog';
import { generateVotes } from '@fakexplain/fixtures/votes';
import { enrolRater, openStudy, startArena } from '../harness/arena.ts';
import { ms, percentile } from './report.ts';

const arms = 130;
const drawnImages = 203;
/** Generated, in two sizes of the same study. */
const sizes = [10_000, 1_600_000];

/** Leaderboard and next ballot of a study of 130 arms, at 10^4 and at 1.6 million generated votes. */
export async function benchLargeStudy(databaseUrl: string, say: (line: string) => void): Promise<void> {
  const database = connect(databaseUrl);
  const names = Array.from({ length: drawnImages }, (_, i) => `bench-large-${i}`);
  const places = names.map((name, i): [string, DatasetImage] => [
    name,
    {
      width: 640,
      height: 480,
      label: i % 2 ? 'real' : 'generated',
      generator: `generator-${i % 7}`,
      category: ['Diffusion', 'GAN', 'DiT', 'Others'][i % 4] ?? 'Others',
    },
  ]);
  const datasetId = await addDataset(database.db, 'bench-large', Object.fromEntries(places));
  const sources = Array.from({ length: arms }, (_, arm) => `model-${arm}`);
  for (const [arm, source] of sources.entries()) {
    const says = names.map((name, i): [string, Said] => [
      name,
      { verdict: 'generated', regions: [{ box: [1, 1, 50, 50], description: `${arm} says ${i}` }] },
    ]);
    await addRun(database.db, { source, datasetId }, Object.fromEntries(says));
  }
  await addPictures(database.db);
  const service = await startArena(databaseUrl);
  const baseUrl = service.address;
  const study = 'bench-large';
  try {
    const { images } = await openStudy(baseUrl, {
      slug: study,
      title: 'Bench',
      consent: 'Made for a benchmark.',
      datasets: ['bench-large'],
      results: 'live',
      arms: sources.map((source) => ({ source })),
    });
    let there = 0;
    for (const size of sizes) {
      await generateVotes(database.sql, { slug: study, images, arms, from: there, to: size });
      there = size;
      const whole: number[] = [];
      const withTable: number[] = [];
      const draws: number[] = [];
      let token = await enrolRater(baseUrl, study);
      // Unrecorded first answers warm caches and compiler alike at both sizes.
      for (let round = -2; round < 15; round += 1) {
        // A new vote each round, so that no kept answer is given again.
        await generateVotes(database.sql, { slug: study, images, arms, from: there, to: there + 1 });
        there += 1;
        for (const [pairs, took] of [
          ['none', whole],
          ['all', withTable],
        ] as const) {
          const started = performance.now();
          await call(arena.readLeaderboard, { params: { study }, query: { pairs } }, { baseUrl });
          if (round >= 0) took.push(performance.now() - started);
        }
      }
      for (let round = 0; round < 200; round += 1) {
        if (round % 10 === 0) token = await enrolRater(baseUrl, study);
        const started = performance.now();
        const { ballots } = await call(
          arena.drawBallots,
          { params: { study }, body: { ahead: 1 } },
          { baseUrl, token },
        );
        draws.push(performance.now() - started);
        const [ballot] = ballots;
        if (!ballot) continue;
        await call(
          arena.castVote,
          {
            params: { ballot: ballot.id },
            headers: { 'idempotency-key': ballot.id },
            body: { choice: 'left' },
          },
          { baseUrl, token },
        );
        there += 1;
      }
      say(`${arms} arms, ${size.toLocaleString('en')} votes:`);
      say(
        `  ratings with intervals, HTTP answer: p50 ${ms(percentile(whole, 0.5))}, p95 ${ms(percentile(whole, 0.95))}`,
      );
      say(`  with the share table of all pairs: p50 ${ms(percentile(withTable, 0.5))}`);
      say(
        `  next ballot: p50 ${ms(percentile(draws, 0.5))}, p95 ${ms(percentile(draws, 0.95))} (n = ${draws.length})`,
      );
    }
  } finally {
    await service.stop();
    await database.close();
  }
}
