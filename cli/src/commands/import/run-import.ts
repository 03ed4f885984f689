import { createWriteStream } from 'node:fs';
import { formatRefusal, ImportRefused } from '@fakexplain/catalog/rows/refusal.ts';
import type { ImportOptions, ImportProgress, ImportSummary } from '@fakexplain/catalog/rows/take-rows.ts';
import { inDuration } from '@fakexplain/service-kit';
import { type ExitCode, exitCodes, reasonOf } from '../../exit-codes.ts';
import type { Stores } from '../../open-stores.ts';
import type { Session } from '../../session.ts';

export interface Outcome {
  summary: ImportSummary;
  /** For the person who gave the command. */
  notes: string[];
}

/**
 * Does an import on the stores that the environment names: shows how far it is, tells refused rows and writes them to
 * `report`, and says in the end what went in.
 */
export async function runImport(
  report: string | undefined,
  session: Session,
  work: (stores: Stores, options: ImportOptions & { say: (line: string) => void }) => Promise<Outcome>,
): Promise<ExitCode> {
  const signal = session.interruptible('Finishing the rows in hand …');
  const { openStores } = await import('../../open-stores.ts');
  const stores = await openStores({ role: 'fakexplain_catalog', applicationName: 'fakexplain import' });
  const { progress } = session;
  const refusals = report === undefined ? undefined : createWriteStream(report);
  refusals?.on('error', (error) => progress.say(`The report cannot be written: ${error.message}`));
  try {
    const { summary, notes } = await work(stores, {
      signal,
      say: progress.say,
      onProgress: (reached) => progress.update((seconds) => progressLine(reached, seconds)),
      onRefusal: (refusal) => {
        progress.say(formatRefusal(refusal));
        refusals?.write(`${JSON.stringify(refusal)}\n`);
      },
    });
    progress.end();
    for (const note of notes) console.error(note);
    console.log(summaryLine(summary));
    if (!summary.interrupted) return summary.refused > 0 ? exitCodes.partial : exitCodes.done;
    console.error('Stopped before the end. What went in stays; the same command again goes on from there.');
    return exitCodes.interrupted;
  } catch (error) {
    if (error instanceof ImportRefused) throw error;
    throw new Error(
      `The import failed: ${reasonOf(error)}\nWhat went in stays; the same command again goes on from there.`,
      { cause: error },
    );
  } finally {
    refusals?.end();
    await stores.close();
  }
}

/** How far an import is, `seconds` after it began. */
export function progressLine({ done, total, rows, refused }: ImportProgress, seconds: number): string {
  const share = total > 0 ? done / total : 1;
  const parts = [`${rows} rows`, `${Math.floor(share * 100)}%`, `${Math.round(rows / seconds)} rows/s`];
  if (share > 0) parts.push(`${inDuration((seconds / share) * (1 - share))} left`);
  if (refused > 0) parts.push(`${refused} refused`);
  return parts.join(' · ');
}

/** "412 real, 398 generated; 20 were there; 3 refused" */
export function summaryLine({ added, present, refused }: ImportSummary): string {
  const counts = Object.entries(added).map(([what, count]) => `${count} ${what}`);
  return [
    counts.length > 0 ? counts.join(', ') : 'nothing new',
    ...(present > 0 ? [`${present} ${present === 1 ? 'was' : 'were'} there`] : []),
    `${refused} refused`,
  ].join('; ');
}
