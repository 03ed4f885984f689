import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Command } from '@commander-js/extra-typings';
import { nothingVerified, verifyEntries, type Verified } from '@fakexplain/arena/ledger/verify-entries.ts';
import { arena, call } from '@fakexplain/contract';
import { addExamples } from '../define-command.ts';
import { readServiceAddress } from '../env.ts';
import { exitCodes, Refused } from '../exit-codes.ts';
import type { Perform, Task } from '../session.ts';

/** Adds to the group `study` the check of a ledger. */
export function addVerifyCommand(group: Command, perform: Perform): void {
  const verify = group
    .command('verify')
    .description(
      'Check a study’s ledger: that each entry follows from the one before, and says what was sealed. Asks the arena, or reads the file that the study’s page gives.',
    )
    .argument('<slug or file.jsonl>')
    .option('--head <hash>', 'a head that was published; the ledger must go through it')
    .action((of, { head }) => perform(verifyLedger, { of, head }));
  addExamples(verify, {
    'study verify pilot': 'is it what it was?',
    'study verify pilot-ledger-3f9a01c2.jsonl': 'as a stranger, from the file alone',
  });
}

const verifyLedger: Task<{ of: string; head: string | undefined }> = async ({ of, head }, session) => {
  const pages = of.endsWith('.jsonl') ? readFile(of) : askArena(of);
  let verified: Verified = nothingVerified;
  let isPassed = head === undefined;
  for await (const entries of pages) {
    isPassed ||= entries.some(({ hash }) => hash === head?.toLowerCase());
    verified = verifyEntries(verified, entries);
    session.progress.update(() => `${verified.entries} entries`);
  }
  session.progress.end();
  console.log(
    `${of}: ${verified.entries} entries, ${verified.told} of them with what they say; head ${verified.head}`,
  );
  if (verified.unnamed.size > 0)
    console.error(
      `${verified.unnamed.size} entries are withdrawn by their rater, and no withdrawal names them; one may be sealed in a moment.`,
    );
  const faults = [...verified.faults, ...(isPassed ? [] : [`No entry has the head ${head}.`])];
  for (const fault of faults) console.error(fault);
  return faults.length > 0 ? exitCodes.refused : exitCodes.done;
};

async function* askArena(study: string): AsyncGenerator<arena.LedgerEntry[]> {
  for (let after = 0; ;) {
    const query = { after };
    const asked = await call(arena.readLedger, { params: { study }, query }, readServiceAddress('ARENA_URL'));
    yield asked.entries;
    const last = asked.entries.at(-1)?.position;
    if (last === undefined || last >= asked.head.position) return;
    after = last;
  }
}

/** Entries that are checked together: what is known so far is copied once for all of them. */
const entriesAtOnce = 1_000;

/** @throws Refused where a line is no entry */
async function* readFile(path: string): AsyncGenerator<arena.LedgerEntry[]> {
  let line = 0;
  let entries: arena.LedgerEntry[] = [];
  for await (const text of createInterface({ input: createReadStream(path) })) {
    line += 1;
    const read = arena.ledgerEntrySchema.safeParse(parse(text));
    if (!read.success)
      throw new Refused(`${path}, line ${line}: is no entry of a ledger: ${read.error.issues[0]?.message}.`);
    entries.push(read.data);
    if (entries.length < entriesAtOnce) continue;
    yield entries;
    entries = [];
  }
  yield entries;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
