import { Option, type Command } from '@commander-js/extra-typings';
import { arena, call } from '@fakexplain/contract';
import { readServiceAddress } from '../env.ts';
import { addExamples } from '../define-command.ts';
import type { Perform, Task } from '../session.ts';

/** Adds to the group `study` what is done about its raters. */
export function addRaterCommands(group: Command, perform: Perform): void {
  const raters = group
    .command('raters')
    .description('Show whom sentinels flag, how many each, and what is excluded.')
    .argument('<slug>')
    .action((study) => perform(showRaters, { study }));
  const exclude = group
    .command('exclude')
    .description('Let leaderboards leave out all raters whom sentinels flag now, as one exclusion.')
    .argument('<slug>')
    .addOption(
      new Option('--flagged <sentinel...>', 'by which of them')
        .choices(arena.sentinelSchema.options)
        .makeOptionMandatory(),
    )
    .requiredOption('--reason <words>', 'why, for whoever reads the leaderboard')
    .action((study, { flagged, reason }) => perform(excludeRaters, { study, flagged, reason }));
  const readmit = group
    .command('readmit')
    .description('Take an exclusion back, of all its raters; it stays on record.')
    .argument('<slug>')
    .argument('<exclusion>', 'its id, as `study raters` shows it')
    .action((study, exclusion) => perform(readmitRaters, { study, exclusion }));
  addExamples(raters, { 'study raters pilot': 'does anyone vote too fast?' });
  addExamples(exclude, {
    'study exclude pilot --flagged median_time one_sided --reason "no time to look"':
      'one exclusion of all these',
  });
  addExamples(readmit, {
    'study readmit pilot 00000000-0000-4000-8000-000000000000': 'all of its raters count again',
  });
}

const service = () => readServiceAddress('ARENA_URL');
const counted = (n: number, what: string) => `${n} ${what}${n === 1 ? '' : 's'}`;

const showRaters: Task<{ study: string }> = async (params) => {
  const [{ sentinels, total }, { exclusions }] = await Promise.all([
    call(arena.listRaterReports, { params, query: {} }, service()),
    call(arena.listExclusions, { params }, service()),
  ]);
  console.log(`${counted(total, 'rater')} with a vote. Flagged, never dropped:`);
  for (const { sentinel, raters, votes, counting, rule } of sentinels)
    console.log(
      `  ${sentinel}: ${counted(raters, 'rater')}, ${counted(votes, 'vote')}; ${counting} not excluded. ${rule}`,
    );
  console.log(exclusions.length === 0 ? 'There are no exclusions.' : 'Exclusions:');
  for (const exclusion of exclusions) console.log(`  ${words(exclusion)}`);
};

const excludeRaters: Task<{ study: string; flagged: arena.Sentinel[]; reason: string }> = async ({
  study,
  flagged: sentinels,
  reason,
}) => {
  const body = { sentinels, reason };
  console.log(words(await call(arena.excludeFlagged, { params: { study }, body }, service())));
};

const readmitRaters: Task<{ study: string; exclusion: string }> = async (params) =>
  console.log(words(await call(arena.withdrawExclusion, { params }, service())));

function words({ id, rater, raters, votes, reason, sentinels, withdrawnAt }: arena.Exclusion): string {
  const who = rater ?? `${counted(raters, 'rater')} flagged by ${sentinels.join(', ')}`;
  return `${id}: ${withdrawnAt ? 'withdrawn' : 'stands'}, ${who}, ${counted(votes, 'vote')} — ${reason}`;
}
