// npm run import: see `usage` in imports/parse-command.ts.
import { createWriteStream } from 'node:fs';
import { showProgress } from '@fakexplain/service-kit';
import { DrizzleQueryError } from 'drizzle-orm';
import { readCommandEnv } from './env.ts';
import { parseCommand } from './command/parse-command.ts';
import { formatRefusal, ImportRefused } from './rows/refusal.ts';
import { runCommand } from './command/run-command.ts';
import { progressLine } from './command/progress-line.ts';
import { summaryLine } from './command/summary-line.ts';
import { usage } from './command/usage.ts';
import { openStores, type Stores } from './open-stores.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(args: string[]): Promise<number> {
  const progress = showProgress(process.stderr);
  const stopping = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (stopping.signal.aborted) process.exit(130);
      progress.say('Finishing the rows in hand …');
      stopping.abort();
    });
  }
  let stores: Stores | undefined;
  try {
    const command = parseCommand(args);
    if (command.name === 'help') {
      console.log(usage);
      return 0;
    }
    stores = await open();
    const reportFile = 'report' in command ? command.report : undefined;
    const report = reportFile === undefined ? undefined : createWriteStream(reportFile);
    report?.on('error', (error) => progress.say(`The report cannot be written: ${error.message}`));
    const { summary, notes, output } = await runCommand(command, stores, {
      signal: stopping.signal,
      say: progress.say,
      onProgress: (reached) => progress.update((seconds) => progressLine(reached, seconds)),
      onRefusal: (refusal) => {
        progress.say(formatRefusal(refusal));
        report?.write(`${JSON.stringify(refusal)}\n`);
      },
    });
    progress.end();
    report?.end();
    for (const note of notes) console.error(note);
    for (const line of output ?? []) console.log(line);
    if (!summary) return 0;
    console.log(summaryLine(summary));
    if (summary.interrupted) {
      console.error('Stopped before the end. What went in stays; the same command again goes on from there.');
      return 130;
    }
    return summary.refused > 0 ? 2 : 0;
  } catch (error) {
    progress.end();
    if (error instanceof ImportRefused) {
      console.error(error.message);
      return 1;
    }
    console.error(`The import failed: ${reasonOf(error)}`);
    console.error('What went in stays; the same command again goes on from there.');
    return 3;
  } finally {
    await stores?.close();
  }
}

/** Whatever is wrong with the stores, nothing was done yet. */
async function open(): Promise<Stores> {
  try {
    return await openStores(readCommandEnv());
  } catch (error) {
    throw new ImportRefused(reasonOf(error));
  }
}

/** Of a failed query, what the database said, not the query. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error instanceof DrizzleQueryError && error.cause ? error.cause.message : error.message;
}
