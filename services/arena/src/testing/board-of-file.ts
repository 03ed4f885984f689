import { voteChoices, voteKinds } from '@fakexplain/database/packed-votes';
import { parse } from 'csv-parse/sync';
import { countPairs, isClusterable, regularVotes } from '../ratings/counted-votes.ts';
import { leaderboard } from '../ratings/leaderboard.ts';
import { countDistinct } from '../ratings/rows.ts';
import { unpackedVotes, type AnyVote } from './vote-columns.ts';

type Row = Record<string, string>;

const numberOf = (names: Map<string, number>, name: string) => {
  const number = names.get(name) ?? names.size;
  names.set(name, number);
  return number;
};

/** The leaderboard's ratings of a study, made of nothing but the CSV file of its votes. @param withoutExcluded their votes are left out */
export function boardOfFile(csv: string, withoutExcluded: boolean) {
  const rows: Row[] = parse(csv, { columns: true });
  const [raters, images] = [new Map<string, number>(), new Map<string, number>()];
  const names = new Map<number, string>();
  for (const row of rows) {
    names.set(Number(row['left_arm']), row['left'] ?? '');
    names.set(Number(row['right_arm']), row['right'] ?? '');
  }
  const counted = rows.filter(
    ({ kind, superseded, excluded }) =>
      kind === 'regular' && superseded === 'false' && !(withoutExcluded && excluded === 'true'),
  );
  const votes = regularVotes(
    unpackedVotes(
      counted.map((row): AnyVote => ({
        rater: numberOf(raters, row['rater'] ?? ''),
        image: numberOf(images, row['image'] ?? ''),
        left: Number(row['left_arm']),
        right: Number(row['right_arm']),
        kind: voteKinds.find((kind) => kind === row['kind']) ?? 'repeat',
        choice: voteChoices.find((choice) => choice === row['choice']) ?? 'neither',
      })),
    ),
  );
  const arms = Array.from({ length: Math.max(...names.keys()) + 1 }, (_, position) => ({
    position,
    name: names.get(position) ?? '',
    kind: 'source' as const,
    source: '',
    demo: false,
  }));
  const scope = { votes: counted.length, arms: arms.length, raters: countDistinct(votes.rater) };
  return leaderboard({
    study: {
      id: '',
      slug: '',
      title: '',
      question: '',
      demo: false,
      status: 'open',
      policy: 'balanced',
      equivalenceMargin: 0.05,
      seed: Number(rows[0]?.['seed']),
      results: 'live',
      questions: ['overall'],
      strength: false,
      reliance: false,
      plan: null,
    },
    question: 'overall',
    arms,
    slice: { kind: 'all', value: '' },
    slices: { category: [], generator: [], label: [] },
    withPairs: false,
    counts: countPairs(votes),
    cells: isClusterable(scope) ? votes : null,
    tally: { votes: scope.votes, sequence: 0 },
    raters: scope.raters,
    exclusions: { applied: withoutExcluded, raters: 0, votes: 0 },
    recognitions: new Map(),
    ledger: { position: 0, hash: '0'.repeat(64) },
    at: new Date(0),
    past: false,
    until: null,
  });
}
