import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { z } from 'zod';

const timing = z.object({ milliseconds: z.number(), values: z.array(z.number()) });
export type Timing = z.infer<typeof timing>;

/** A Python that does tasks by name when told to, so that its rounds and ours alternate; see peer.py. */
export interface Peer {
  /** Null where its library is missing. */
  run: (task: string) => Promise<Timing | null>;
  stop: () => void;
}

/** Starts a script of this folder under the interpreter that PYTHON names, python3 otherwise. */
export function startPeer(script: string, ...given: string[]): Peer {
  const python = spawn(process.env['PYTHON'] ?? 'python3', [`${import.meta.dirname}/${script}`, ...given], {
    // One thread, as here.
    env: { ...process.env, OMP_NUM_THREADS: '1', RAYON_NUM_THREADS: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const lines = createInterface({ input: python.stdout })[Symbol.asyncIterator]();
  const gone = new Promise<null>((resolve) => {
    python.once('error', () => resolve(null));
    python.once('exit', () => resolve(null));
  });
  return {
    async run(task) {
      python.stdin.write(`${task}\n`);
      const line = await Promise.race([lines.next(), gone]);
      if (line === null || line.done) return null;
      return timing.nullable().parse(JSON.parse(line.value));
    },
    stop: () => python.stdin.end(),
  };
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;

/** What is timed on both sides. */
export interface Duel {
  what: string;
  /** The peer's name for it. */
  task: string;
  /** The least ratio of the peer's time to ours. */
  target: number;
  work: () => number[];
}

/**
 * Says how many times as fast ours is as the peer: rounds of both alternate, so that what else the machine does falls on both, and the
 * median of the rounds' ratios counts.
 */
export async function duel(peer: Peer, { what, task, target, work }: Duel, rounds = 15): Promise<void> {
  const times: number[] = [];
  const ratios: number[] = [];
  let apart = 0;
  for (const end = performance.now() + 300; performance.now() < end;) work();
  // The first round warms up the peer.
  for (let round = -1; round < rounds; round += 1) {
    const start = performance.now();
    const values = work();
    const ours = performance.now() - start;
    const theirs = await peer.run(task);
    if (round < 0) continue;
    times.push(ours);
    if (theirs === null) continue;
    ratios.push(theirs.milliseconds / ours);
    for (const [index, value] of values.entries())
      apart = Math.max(apart, Math.abs(value - (theirs.values[index] ?? NaN)));
  }
  const time = `${what.padEnd(52)} ${median(times).toFixed(2).padStart(8)} ms`;
  console.log(
    ratios.length === 0
      ? `${time}, no peer to compare with (PYTHON names one that has it; ${task})`
      : `${time}, ${median(ratios).toFixed(2)} times as fast as ${task} (at least ${target}); values differ by at most ${apart.toExponential(0)}`,
  );
}
