import { z } from 'zod';
import { besideBase } from './beside-base.ts';
import type { MeasuredArena } from './measured-arena.ts';
import { jsonPoster } from './post-json.ts';
import { inParallel, ms, percentile } from './report.ts';

const drawnSchema = z.object({ ballots: z.array(z.object({ id: z.string() })) });
const study = { slug: 'bench-draws', arms: 6, images: 400, votes: 1_000_000 };
const clients = 8;
const raters = 24;
const rounds = 5;
const ballotsEach = 10;
const targetMs = 20;

/**
 * How long the next ballots take at a million votes, three ahead, while eight clients draw and vote as the rating page does,
 * beside the build of the base in turns. @param serverUrl of a server where databases can be made
 */
export async function benchDrawBallots(
  serverUrl: string,
  { scratch, say }: { scratch: string; say: (line: string) => void },
): Promise<void> {
  await besideBase({ serverUrl, scratch, name: 'bench_draws', studies: [study] }, async (both) => {
    const took: Record<keyof typeof both, number[]> = { base: [], now: [] };
    // The first round warms caches and compiler.
    for (let round = 0; round <= rounds; round += 1)
      for (const build of ['base', 'now'] as const) {
        const draws = await measureDraws(both[build]);
        if (round > 0) took[build].push(...draws);
      }
    const [now, base] = [percentile(took.now, 0.95), percentile(took.base, 0.95)];
    say(
      `next ballots, three ahead, ${study.votes.toLocaleString('en')} votes, ${clients} clients (n = ${took.now.length}):`,
    );
    say(
      `  p50 ${ms(percentile(took.now, 0.5))}, p95 ${ms(now)}: ${(now / targetMs).toFixed(1)} of the target (${targetMs} ms)`,
    );
    say(
      `  base: p50 ${ms(percentile(took.base, 0.5))}, p95 ${ms(base)}; p95 is ${(now / base).toFixed(2)} of the base`,
    );
  });
}

/** Milliseconds of each draw. */
async function measureDraws({ address, enrol }: MeasuredArena): Promise<number[]> {
  const { post, close } = jsonPoster(clients);
  const draws: number[] = [];
  try {
    const tokens = await Promise.all(Array.from({ length: raters }, () => enrol(study.slug)));
    await inParallel(tokens, clients, async (token) => {
      const headers = { authorization: `Bearer ${token}` };
      for (let n = 0; n < ballotsEach; n += 1) {
        const started = performance.now();
        const drawn = await post(`${address}/studies/${study.slug}/ballots`, headers, { ahead: 3 });
        draws.push(performance.now() - started);
        const [ballot] = drawnSchema.parse(JSON.parse(drawn.body)).ballots;
        if (!ballot) throw new Error(`a draw was answered ${drawn.status}: ${drawn.body}`);
        const vote = { ...headers, 'idempotency-key': ballot.id };
        await post(`${address}/ballots/${ballot.id}/votes`, vote, { choice: 'left' });
      }
    });
    return draws;
  } finally {
    close();
  }
}
