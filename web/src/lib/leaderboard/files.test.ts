import { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { leaderboardJson, pairsCsv, pairsLatex, ratingsCsv, ratingsLatex } from './files.server.ts';
import { leaderboard, rating } from '../testing/leaderboard.ts';

const board = leaderboard({});

const lines = (text: string) => text.trimEnd().split('\r\n');
const records = (text: string) => lines(text).filter((line) => !line.startsWith('#'));

test('ratings: a header, a row for each arm, what is absent left empty', () => {
  const [header, ...rows] = records(ratingsCsv(board));
  expect(header?.split(',').slice(0, 11).join()).toBe(
    'arm,source,kind,demo,group,rank_best,rank_worst,elo,interval_kind,interval_low,interval_high',
  );
  expect(rows).toEqual([
    '"Human, trained",arm,source,false,0,1,1,73.5,two-sided,-10,10,bradley-terry,10,4,1,1,4,0,0',
    'Model,arm,source,false,0,,,,at-most,,-3,none,10,4,1,1,4,0,0',
  ]);
});

test('pairs: as many cells as columns, with n and every interval', () => {
  const [header, row] = records(pairsCsv(board));
  const columns = header?.split(',') ?? [];
  const cells = row?.replace('"Human, trained"', 'Human').split(',') ?? [];
  expect(cells).toHaveLength(columns.length);
  expect(Object.fromEntries(columns.map((column, index) => [column, cells[index]]))).toMatchObject({
    arm_a: 'Human',
    arm_b: 'Model',
    wins_a: '3',
    n: '4',
    share: '0.75',
    clustered_kind: 'undetermined',
    clustered_low: '',
    anytime_kind: 'undetermined',
    exact_low: '0.19',
    elo_difference_high: '500',
    by_form_auc: '0.62',
    by_form_low: '0.48',
    by_form_images: '40',
    by_all_kind: '',
  });
});

test('a download says what it is of, and defines every column that it has', () => {
  const text = ratingsCsv(board);
  expect(text).toContain('# Slice: category = GAN');
  expect(text).toContain('# Votes: 5; as of vote 5 of the study (sequence 7); 2026-11-23T16:48:31Z');
  expect(text).toContain('demo data');
  expect(text).toContain('# Finding: No preference between Human, trained and Model is established.');
  for (const file of [text, pairsCsv(board)]) {
    const defined = [...file.matchAll(/^# ([a-z_, ]+) = [^:]+: ./gm)].flatMap(([, names]) =>
      names?.split(', '),
    );
    expect(defined).toEqual(records(file)[0]?.split(','));
  }
});

test('the JSON is the leaderboard with the words of the contract', () => {
  const { definitions, ...rest } = JSON.parse(leaderboardJson(board)) as { definitions: unknown };
  expect(rest).toEqual(board);
  expect(definitions).toContainEqual({
    term: 'Wilson',
    text: arena.readLeaderboard.responses[200].content[
      'application/json'
    ].schema.shape.pairs.element.shape.wilson.meta()?.description,
  });
});

test('LaTeX: a row for each arm and each pair, escaped, with intervals and n, and what it is of in the caption', () => {
  const study = { ...board.study, title: 'A & B_1' };
  const odd = {
    ...board,
    study,
    ratings: [rating({ position: 0, name: '50% {a}', elo: 73.5 }), ...board.ratings.slice(1)],
  };
  const ratings = ratingsLatex(odd);
  const rows = (text: string) =>
    text
      .match(/\\midrule\n([^]*?) *\\bottomrule/)?.[1]
      ?.trimEnd()
      .split('\n');
  expect(rows(ratings)).toEqual([
    String.raw`    50\% \{a\} & 1 & 74 & [$-$10, 10] & 10 & 4 & 1 & 4 \\`,
    String.raw`    Model & -- & -- & at most $-$3 & 10 & 4 & 1 & 4 \\`,
  ]);
  expect(ratings).toContain(
    String.raw`\caption{Ratings: A \& B\_1, category GAN. No preference between 50\% \{a\} and Model is established. As of vote 5 (sequence 7); intervals at 95\%,`,
  );
  expect(ratings).toContain(String.raw`\begin{tabular}{lrrrrrrr}`);
  expect(ratings).not.toMatch(/^ *(?:\\\\| *& .*)$|cmidrule/m);
  expect(ratings).toContain('% Ledger: 0 entries, head 0000');
  expect(rows(pairsLatex(odd))).toEqual([
    String.raw`    50\% \{a\} over Model & 75.0\% & undetermined & undetermined & -- & 3 & 4 & 2 & 5 \\`,
  ]);
});
