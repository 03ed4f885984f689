import type { Command } from '@commander-js/extra-typings';
import { arena, call } from '@fakexplain/contract';
import { addExamples, wholeNumber } from '../define-command.ts';
import { readServiceAddress } from '../env.ts';
import type { Perform, Task } from '../session.ts';

/** Adds to the group `study` the names of its votes, to cite leaderboards by. */
export function addSnapshotCommands(group: Command, perform: Perform): void {
  const snapshot = group
    .command('snapshot')
    .description(
      'Name a vote, for good: the leaderboard as of then is at `?at=<name>`. A name cannot be changed, moved or taken back.',
    )
    .argument('<slug>')
    .argument('<name>', 'as in an address, beginning with a letter: v1')
    .option('--note <words>', 'what it is for', '')
    .option('--at <sequence>', 'the sequence number of the vote (default: the newest vote)', wholeNumber(1))
    .action((study, name, { note, at }) => perform(makeSnapshot, { study, name, note, at }));
  const snapshots = group
    .command('snapshots')
    .description('Show the votes that have a name, in their order.')
    .argument('<slug>')
    .action((study) => perform(listSnapshots, { study }));
  addExamples(snapshot, { 'study snapshot pilot v1 --note "as in the paper"': 'the newest vote, as v1' });
  addExamples(snapshots, { 'study snapshots pilot': 'what may be cited by name' });
}

const service = () => readServiceAddress('ARENA_URL');

const makeSnapshot: Task<{ study: string; name: string; note: string; at: number | undefined }> = async ({
  study,
  name,
  note,
  at,
}) => {
  const body = { name, note, ...(at !== undefined && { sequence: at }) };
  console.log(words(await call(arena.makeSnapshot, { params: { study }, body }, service())));
};

const listSnapshots: Task<{ study: string }> = async (params) => {
  const { snapshots } = await call(arena.listSnapshots, { params }, service());
  if (snapshots.length === 0) console.log('No vote has a name.');
  for (const snapshot of snapshots) console.log(words(snapshot));
};

function words({ name, note, sequence, castAt, ledger }: arena.Snapshot): string {
  const head = ledger.position === 0 ? 'not sealed yet' : `ledger ${ledger.position} ${ledger.hash}`;
  return `${name}: vote ${sequence}, cast ${castAt}, ${head}${note === '' ? '' : ` — ${note}`}`;
}
