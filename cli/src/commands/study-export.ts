import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from '@commander-js/extra-typings';
import { arena, send } from '@fakexplain/contract';
import { addExamples } from '../define-command.ts';
import { readServiceAddress } from '../env.ts';
import type { Perform, Task } from '../session.ts';

interface Words {
  study: string;
  format: arena.VoteFormat;
  raters: 'fresh' | 'stable';
  exclusions: 'ignore' | 'apply';
  out?: string | undefined;
}

/** Adds `study export`, which writes what the service streams. */
export function addExportCommand(group: Command, perform: Perform): void {
  const command = group
    .command('export')
    .description(
      'Write every vote of a study, one row each, oldest first; /data-dictionary of the site says what each column means.',
    )
    .argument('<slug>')
    .addOption(
      new Option(
        '--format <format>',
        'csv, jsonl and parquet hold all columns; the others are what those programs read',
      )
        .choices(arena.voteFormatSchema.options)
        .default('csv' as const),
    )
    .addOption(
      new Option(
        '--raters <ids>',
        'fresh: ids that no other file has; stable: those of the pages for maintainers',
      )
        .choices(['fresh', 'stable'] as const)
        .default('fresh' as const),
    )
    .addOption(
      new Option('--exclusions <rule>', 'apply: without the votes of excluded raters')
        .choices(['ignore', 'apply'] as const)
        .default('ignore' as const),
    )
    .option('--out <file>', 'where to write it (default: standard output)')
    .action((study, options) => perform(exportVotes, { study, ...options }));
  addExamples(command, {
    'study export pilot --out votes.csv': 'all votes of a study',
    'study export pilot --format parquet --out votes.parquet': 'the same with types',
  });
}

const exportVotes: Task<Words> = async ({ study, out, ...query }) => {
  const file = await send(arena.exportVotes, { params: { study }, query }, readServiceAddress('ARENA_URL'));
  if (!file.body) return;
  const to = out === undefined ? process.stdout : createWriteStream(out);
  await pipeline(Readable.fromWeb(file.body), to, { end: out !== undefined });
};
