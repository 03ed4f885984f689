import { createWriteStream } from 'node:fs';
import { Option } from '@commander-js/extra-typings';
import { ImportRefused } from '@fakexplain/catalog/rows/refusal.ts';
import type { ImportOptions, ImportProgress, ImportSummary } from '@fakexplain/catalog/rows/take-rows.ts';
import { inDuration } from '@fakexplain/service-kit';
import { type ExitCode, exitCodes, reasonOf } from '../../exit-codes.ts';
import type { Stores } from '../../open-stores.ts';
import type { Session } from '../../session.ts';
import { RefusalLines } from './refusal-lines.ts';

export interface Outcome {
  summary: Pick<ImportSummary, 'added' | 'present' | 'refused' | 'interrupted'> &
    Partial<Pick<ImportSummary, 'understood' | 'contradictions'>>;
  /** For the person who gave the command. */
  notes: string[];
}

/** How an import is to be done, whichever it is. */
export interface ImportManner {
  /** File that refused rows are written to. */
  report?: string | undefined;
  /** Do everything but keep nothing. */
  dryRun?: boolean | undefined;
}

export const dryRunOption = () => new Option('--dry-run', 'tell what would go in, and write nothing');

/**
 * Runs an import on the stores that the environment names: shows its progress, prints refused rows, writes them to
 * `report`, and prints what was understood and added.
 */
export async function runImport(
  { report, dryRun = false }: ImportManner,
  session: Session,
  work: (
    stores: Pick<Stores, 'db' | 'blobs'>,
    options: ImportOptions & { say: (line: string) => void },
  ) => Promise<Outcome>,
): Promise<ExitCode> {
  const signal = session.interruptible('Finishing the rows in hand …');
  const { openStores } = await import('../../open-stores.ts');
  const { withoutTrace } = await import('@fakexplain/catalog/rows/without-trace.ts');
  const { whileImporting } = await import('@fakexplain/catalog/imports/while-importing.ts');
  const stores = await openStores({ role: 'fakexplain_catalog', applicationName: 'fakexplain import' });
  const { progress } = session;
  const refusals = report === undefined ? undefined : createWriteStream(report);
  const told = new RefusalLines(progress.say);
  refusals?.on('error', (error) => progress.say(`The report cannot be written: ${error.message}`));
  try {
    const doing = (stores: Pick<Stores, 'db' | 'blobs'>) =>
      work(stores, {
        signal,
        say: progress.say,
        onProgress: (reached) => progress.update((seconds) => progressLine(reached, seconds)),
        onRefusal: (refusal) => {
          told.tell(refusal);
          refusals?.write(`${JSON.stringify(refusal)}\n`);
        },
      });
    const { summary, notes } = await whileImporting(stores.sql, () =>
      dryRun ? withoutTrace(stores, doing) : doing(stores),
    );
    told.end();
    const given = Object.values(summary.added).some((count) => count > 0);
    if (given && !dryRun) await recordImport(stores.db, summary);
    progress.end();
    for (const note of [...(summary.understood?.lines() ?? []), ...notes]) console.error(note);
    if (summary.contradictions) console.error(contradictionLine(summary.contradictions));
    if (dryRun) console.error('Nothing was written: this was a dry run.');
    console.log(summaryLine(summary));
    if (!summary.interrupted) return exitCodeOf(summary);
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

/** Where rows are refused, answers do not parse, or there is no row at all, not everything is in. */
export function exitCodeOf({ added, present, refused, understood }: Outcome['summary']): ExitCode {
  const taken = present + Object.values(added).reduce((sum, count) => sum + count, 0);
  const isWhole = refused === 0 && !(understood && (taken === 0 || understood.unparsed > 0));
  return isWhole ? exitCodes.done : exitCodes.partial;
}

/** What went in, batch by batch, is on record as a whole; the datasets and runs it made are so already. */
async function recordImport(
  db: Stores['db'],
  { added, present, refused }: Outcome['summary'],
): Promise<void> {
  const { recordChange } = await import('@fakexplain/database');
  const command = process.argv.slice(2).join(' ');
  const after = { command, added, present, refused };
  const subject = { kind: 'catalog', name: 'import' } as const;
  await db.transaction((tx) => recordChange(tx, { action: 'import', subject, after }));
}

/** How far an import is, `seconds` after it began. */
export function progressLine({ done, total, rows, refused }: ImportProgress, seconds: number): string {
  const share = total > 0 ? done / total : 1;
  const parts = [`${rows} rows`, `${Math.floor(share * 100)}%`, `${Math.round(rows / seconds)} rows/s`];
  if (share > 0) parts.push(`${inDuration((seconds / share) * (1 - share))} left`);
  if (refused > 0) parts.push(`${refused} refused`);
  return parts.join(' · ');
}

const contradictionLine = (count: number) =>
  `${count} × an image under both labels: of each, the first row counts`;

/** "412 real, 398 generated; 20 were there; 3 refused" */
export function summaryLine({ added, present, refused }: Omit<Outcome['summary'], 'interrupted'>): string {
  const counts = Object.entries(added).map(([what, count]) => `${count} ${what}`);
  const rows = counts.length + present + refused;
  return [
    counts.length > 0 ? counts.join(', ') : rows === 0 ? 'there is no row' : 'nothing new',
    ...(present > 0 ? [`${present} ${present === 1 ? 'was' : 'were'} there`] : []),
    `${refused} refused`,
  ].join('; ');
}
