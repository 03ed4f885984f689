import { randomUUID } from 'node:crypto';
import { arena, call } from '@fakexplain/contract';
import { connect } from '@fakexplain/database';
import { addMaintainerKey } from '@fakexplain/database/testing/maintainer-key';
import { addDataset, addPictures, addRun, type DatasetImage, type Said } from '@fakexplain/fixtures/catalog';
import { enrolRater, openStudy, startArena } from '../harness/arena.ts';
import { jsonPoster } from './post-json.ts';
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
  await addMaintainerKey(databaseUrl);
  const service = await startArena(databaseUrl);
  const baseUrl = service.address;
  const { post, close } = jsonPoster(width);
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
    // Two unrecorded rounds compile what is measured.
    for (let round = -2; round < 5; round += 1) {
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
      const each = new Map(drawn.flat().map((ballot) => [ballot.id, ballot])).values();
      // A rater answers one ballot after the other, so those who vote at the same time are different raters.
      const places = new Map<string, number>();
      const placed = [...each].map((ballot) => {
        const place = places.get(ballot.token) ?? 0;
        places.set(ballot.token, place + 1);
        return { ...ballot, place };
      });
      const open = placed.toSorted((a, b) => a.place - b.place);
      const started = performance.now();
      const took = await inParallel(open, width, async ({ id, token }) => {
        const headers = { authorization: `Bearer ${token}`, 'idempotency-key': randomUUID() };
        const { status } = await post(`${baseUrl}/ballots/${id}/votes`, headers, { choice: 'left' });
        if (status !== 201) throw new Error(`a vote was answered ${status}`);
      });
      const voteRate = open.length / ((performance.now() - started) / 1000);

      const rows = Array.from({ length: open.length }, () => randomUUID());
      const insertsStarted = performance.now();
      await inParallel(
        rows,
        width,
        (id) => database.sql`insert into bench_inserts values (${id}, 'left', ${new Date().toISOString()})`,
      );
      const insertRate = rows.length / ((performance.now() - insertsStarted) / 1000);
      if (round < 0) continue;
      voteRates.push(voteRate);
      insertRates.push(insertRate);
      latencies.push(...took);
    }
    const votes = percentile(voteRates, 0.5);
    const inserts = percentile(insertRates, 0.5);
    say(`votes over HTTP, durable, ${width} at a time: ${votes.toFixed(0)}/s (n = ${latencies.length})`);
    say(`  p50 ${ms(percentile(latencies, 0.5))}, p99 ${ms(percentile(latencies, 0.99))}`);
    say(`single-row inserts, same server, ${width} at a time: ${inserts.toFixed(0)}/s`);
    say(`  ratio votes / inserts: ${(votes / inserts).toFixed(2)} (target: at least 0.30)`);
  } finally {
    close();
    await service.stop();
    await database.sql`drop table if exists bench_inserts`;
    await database.close();
  }
}
