import type { Command } from '@commander-js/extra-typings';
import { EnvironmentError } from '@fakexplain/service-kit/env';
import { addExamples } from '../define-command.ts';
import { type ExitCode, exitCodes, reasonOf } from '../exit-codes.ts';
import type { Perform, Session, Task } from '../session.ts';

const goesOn = 'What is scored stays; the same command again goes on from there.';

export function addScoreCommand(program: Command, perform: Perform): void {
  const command = program
    .command('score')
    .summary('score what has no score yet, and sum up')
    .description(
      `Scores now what the service would score within seconds, and sums up. It may run next to the service and next to itself.
It uses the database of \`npm start\`, or the one that DATABASE_URL names.`,
    )
    .action(() => perform(score, {}));
  addExamples(command, { score: 'all that has no score yet' });
}

const score: Task<object> = async (_, session) => {
  try {
    return await scoreHere(session);
  } catch (error) {
    if (error instanceof EnvironmentError) throw error;
    throw new Error(`Scoring failed: ${reasonOf(error)}\n${goesOn}`, { cause: error });
  }
};

async function scoreHere(session: Session): Promise<ExitCode> {
  const signal = session.interruptible('Finishing the batch in hand …');
  const { openDatabase } = await import('../open-stores.ts');
  const { countUnscored } = await import('@fakexplain/metrics/scoring/unscored.ts');
  const { scoreAll } = await import('@fakexplain/metrics/scoring/score-all.ts');
  const connection = await openDatabase({
    role: 'fakexplain_metrics',
    applicationName: 'fakexplain score',
  });
  try {
    const { progress } = session;
    const expected = await countUnscored(connection.db);
    const { scored, runs } = await scoreAll(connection, {
      signal,
      onScored: (scored) =>
        progress.update((seconds) => {
          const rate = Math.round(scored / seconds);
          return `${scored} of ${Math.max(scored, expected)} explanations · ${rate}/s`;
        }),
    });
    progress.end();
    console.log(`${scored} explanations scored, ${runs} runs summed up.`);
    if (!signal.aborted) return exitCodes.done;
    console.error(`Stopped before the end. ${goesOn}`);
    return exitCodes.interrupted;
  } finally {
    await connection.close();
  }
}
