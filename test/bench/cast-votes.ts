import { randomUUID } from 'node:crypto';
import { arena, call } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { addDataset, addPictures, addRun, type DatasetImage, type Said } from '@fakexplain/fixtures/catalog';
import { enrolRater, openStudy, startArena } from '../harness/arena.ts';
import { inParallel, ms, percentile } from './report.ts';

const width = 32;
const raters = 160;
const images = 60;

/** Votes accepted over HTTP with durable commits, beside single-row inserts into the same server in the same run. */
export async function benchCastVotes(databaseUrl: string, say: (line: string) => void): Promise<void> {
  const database = connect(databaseUrl, { max: width });
  const sources = ['one', 'two', 'three', 'four', 'five', 'six'];
  const names = Array.from({ length: images }, (_, i) => `bench-votes-${i}`);
  const places = names.map((name): [string, DatasetImage] => [
    name,
    { width: 640, height: 480, label: 'generated' },
  ]);
  const datasetId = await addDataset(database.db, 'bench-votes', Object.fromEntries(places));
  for (const source of sources) {
    const says = names.map((name, i): [string, Said] => [
      name,
      { verdict: 'generated', regions: [{ box: [1, 1, 50, 50], description: `${source} says ${i}` }] },
    ]);
    await addRun(database.db, { source, datasetId }, Object.fromEntries(says));
  }
  await addPictures(database.db);
  const service = await startArena(databaseUrl);
  const baseUrl = service.address;
  try {
    await openStudy(baseUrl, {
      slug: 'bench-votes',
      title: 'Bench',
      consent: 'Made for a benchmark.',
      datasets: ['bench-votes'],
      arms: sources.map((source) => ({ source })),
    });
    const tokens = await Promise.all(
      Array.from({ length: raters }, () => enrolRater(baseUrl, 'bench-votes')),
    );
    const insertRates: number[] = [];
    const voteRates: number[] = [];
    const latencies: number[] = [];
    await database.sql`create table if not exists bench_inserts (id uuid primary key, choice text not null, at timestamptz not null)`;
    // Alternating rounds, so that whatever else the machine does falls on both.
    for (let round = 0; round < 5; round += 1) {
      const drawn = await Promise.all(
        tokens.flatMap((token) =>
          [0, 1, 2].map(async () => {
            const body = { ahead: 3 };
            const { ballots } = await call(
              arena.drawBallots,
              { params: { study: 'bench-votes' }, body },
              { baseUrl, token },
            );
            return ballots.map(({ id }) => ({ id, token }));
          }),
        ),
      );
      const open = [...new Map(drawn.flat().map((ballot) => [ballot.id, ballot])).values()];
      const started = performance.now();
      const took = await inParallel(open, width, ({ id, token }) =>
        call(
          arena.castVote,
          {
            params: { ballot: id },
            headers: { 'idempotency-key': randomUUID() },
            body: { choice: 'left' },
          },
          { baseUrl, token },
        ),
      );
      voteRates.push(open.length / ((performance.now() - started) / 1000));
      latencies.push(...took);

      const rows = Array.from({ length: open.length }, () => randomUUID());
      const insertsStarted = performance.now();
      await inParallel(
        rows,
        width,
        (id) => database.sql`insert into bench_inserts values (${id}, 'left', ${new Date().toISOString()})`,
      );
      insertRates.push(rows.length / ((performance.now() - insertsStarted) / 1000));
    }
    const votes = percentile(voteRates, 0.5);
    const inserts = percentile(insertRates, 0.5);
    say(`votes over HTTP, durable, ${width} at a time: ${votes.toFixed(0)}/s (n = ${latencies.length})`);
    say(`  p50 ${ms(percentile(latencies, 0.5))}, p99 ${ms(percentile(latencies, 0.99))}`);
    say(`single-row inserts, same server, ${width} at a time: ${inserts.toFixed(0)}/s`);
    say(`  ratio votes / inserts: ${(votes / inserts).toFixed(2)}`);
  } finally {
    await service.stop();
    await database.sql`drop table if exists bench_inserts`;
    await database.close();
  }
}
