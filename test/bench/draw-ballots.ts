import { connect, type Connection } from '@fakexplain/database';
import { generateVotes } from '@fakexplain/fixtures/votes';
import { z } from 'zod';
import { enrolRater, startArena } from '../harness/arena.ts';
import { makeStudy } from '../harness/study.ts';
import { jsonPoster } from './post-json.ts';
import { inParallel, ms, percentile } from './report.ts';

const drawnSchema = z.object({ ballots: z.array(z.object({ id: z.string() })) });
const slug = 'bench-draws';
const sources = ['one', 'two', 'three', 'four', 'five', 'six'];
const images = 400;
const votes = 1_000_000;
const clients = 8;
const raters = 96;
const ballotsEach = 10;
const targetMs = 20;

/** How long the next ballots take at a million votes, three ahead, while eight clients draw and vote as the rating page does. */
export async function benchDrawBallots(databaseUrl: string, say: (line: string) => void): Promise<void> {
  const database = connect(databaseUrl);
  const service = await startArena(databaseUrl);
  try {
    await seedStudy(database, service.address);
    const draws = await measureDraws(service.address);
    const [p50, p95] = [percentile(draws, 0.5), percentile(draws, 0.95)];
    say(
      `next ballots, three ahead, ${votes.toLocaleString('en')} votes, ${clients} clients (n = ${draws.length}):`,
    );
    say(
      `  p50 ${ms(p50)}, p95 ${ms(p95)}, ${(p95 / targetMs).toFixed(1)} of the target (at most ${targetMs} ms)`,
    );
  } finally {
    await service.stop();
    await database.close();
  }
}

async function seedStudy({ db, sql }: Connection, baseUrl: string): Promise<void> {
  await makeStudy({ db, baseUrl }, { slug, sources, images });
  const [opened] = await sql<{ images: number }[]>`
    select count(*)::int as images from arena.study_images i join arena.studies s on s.id = i.study_id
    where s.slug = ${slug}`;
  const generated = { slug, images: opened?.images ?? images, arms: sources.length };
  await generateVotes(sql, { ...generated, from: 0, to: votes });
}

/** Milliseconds of each draw. */
async function measureDraws(baseUrl: string): Promise<number[]> {
  const { post, close } = jsonPoster(clients);
  const draws: number[] = [];
  const rate = async (token: string, recorded: boolean) => {
    const headers = { authorization: `Bearer ${token}` };
    for (let n = 0; n < ballotsEach; n += 1) {
      const started = performance.now();
      const drawn = await post(`${baseUrl}/studies/${slug}/ballots`, headers, { ahead: 3 });
      if (recorded) draws.push(performance.now() - started);
      const [ballot] = drawnSchema.parse(JSON.parse(drawn.body)).ballots;
      if (!ballot) throw new Error(`a draw was answered ${drawn.status}: ${drawn.body}`);
      const vote = { ...headers, 'idempotency-key': ballot.id };
      await post(`${baseUrl}/ballots/${ballot.id}/votes`, vote, { choice: 'left' });
    }
  };
  try {
    const tokens = await Promise.all(Array.from({ length: raters }, () => enrolRater(baseUrl, slug)));
    const [warm, measured] = [tokens.slice(0, clients * 2), tokens.slice(clients * 2)];
    await inParallel(warm, clients, (token) => rate(token, false));
    await inParallel(measured, clients, (token) => rate(token, true));
    return draws;
  } finally {
    close();
  }
}
