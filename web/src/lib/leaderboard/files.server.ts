import { fieldsOf, arena } from '@fakexplain/contract';
import { definitionLines, type FileColumn } from '../table/columns.ts';
import { csv } from '../table/csv.ts';
import { latexTable, latexText } from '../table/latex.ts';
import { findingText } from '../words/findings.ts';
import { percent } from '../words/numbers.ts';
import { questionWords } from '../words/questions.ts';
import { findingOf } from './finding.ts';
import { namePairs, pairColumns, pick, ratingColumns, type NamedPair } from './columns.ts';

/** What the contract says of the fields of ratings, of shares, and of the side bias. */
export const leaderboardFields = {
  rating: fieldsOf(arena.readLeaderboard, 'ratings'),
  pair: fieldsOf(arena.readLeaderboard, 'pairs'),
  sideBias: fieldsOf(arena.readLeaderboard, 'sideBias').share,
};
const columns = {
  ratings: ratingColumns(leaderboardFields.rating),
  pairs: pairColumns(leaderboardFields.pair),
};

/** What intervals allow for, in words; those that are called exact, and Wilson’s, never allow for it. */
export const clustering = ({ covariance }: arena.Leaderboard['stamp']): string =>
  covariance === 'rater-image'
    ? 'clustered by rater and image (one-sided ones by an assumed correlation of 0.1)'
    : 'as if every vote were independent, equivalence too';

/** What the numbers of a download are of, as comment lines. */
function heading<Row>(
  board: arena.Leaderboard,
  title: string,
  described: readonly FileColumn<Row>[],
): string[] {
  const { study, slice, stamp } = board;
  const finding = findingOf(board);
  return [
    `${title}: ${study.title} (${study.slug})${study.demo ? ' [demo data: it says nothing about any published model]' : ''}`,
    `Question: ${study.question}`,
    ...(study.questions.length > 1
      ? [
          `Answers to: ${board.question} (${questionWords[board.question].asks}), of ${study.questions.join(', ')}`,
        ]
      : []),
    `Slice: ${slice.kind === 'all' ? 'the whole study' : `${slice.kind} = ${slice.value}`}`,
    `Votes: ${board.votes}; as of vote ${stamp.votes} of the study (sequence ${stamp.sequence}); ${stamp.at}`,
    `Ledger: ${stamp.ledger.position} entries, head ${stamp.ledger.hash}`,
    ...(stamp.until === null ? [] : [`Only votes cast before ${stamp.until} count`]),
    `Method: ${stamp.method}; intervals at ${stamp.level}, ${clustering(stamp)}; seed ${stamp.seed}`,
    `Status: ${board.status}`,
    ...(finding ? [`Finding: ${findingText(finding)}`] : []),
    ...board.notes.map((note) => `Note: ${note}`),
    ...definitionLines(described),
  ];
}

/** The beginning of the names of a leaderboard's files: its study, and its question where that is not the main one. */
export const fileNameOf = ({ study, question }: Pick<arena.Leaderboard, 'study' | 'question'>): string =>
  question === study.questions[0] ? study.slug : `${study.slug}-${question}`;

/** One row for each arm. */
export const ratingsCsv = (board: arena.Leaderboard): string =>
  csv(heading(board, 'Ratings', columns.ratings), columns.ratings, board.ratings);

/** One row for each pair of arms. */
export const pairsCsv = (board: arena.Leaderboard): string =>
  csv(
    heading(board, 'Preference shares', columns.pairs),
    columns.pairs,
    namePairs(board.ratings, board.pairs),
  );

/** What a table for a paper says under it: what the votes establish, of what, and what the intervals are. */
function caption(board: arena.Leaderboard, title: string): string {
  const { study, slice, stamp } = board;
  const finding = findingOf(board);
  const of = `${title}: ${study.title}${slice.kind === 'all' ? '' : `, ${slice.kind} ${slice.value}`}`;
  return [
    /[.?!。？！]$/.test(of) ? of : `${of}.`,
    ...(finding ? [findingText(finding)] : []),
    `As of vote ${stamp.votes} (sequence ${stamp.sequence}); intervals at ${percent(stamp.level, 0)}, ${clustering(stamp)}.`,
  ].join(' ');
}

const latexCell = <Row>(row: Row, { text }: FileColumn<Row>): string => latexText(text?.(row) ?? '');

/** One row for each arm, with booktabs. */
export function ratingsLatex(board: arena.Leaderboard): string {
  const shown = pick(columns.ratings, 'arm', 'rank', 'elo', 'interval', 'votes', 'wins', 'ties', 'losses');
  return latexTable(
    {
      columns: shown,
      groups: {},
      caption: caption(board, 'Ratings'),
      comments: heading(board, 'Ratings', []),
    },
    board.ratings,
    (rating, column) => latexCell(rating, column) + (column.key === 'arm' && rating.demo ? ' (demo)' : ''),
  );
}

/** One row for each pair of arms, with booktabs. */
export function pairsLatex(board: arena.Leaderboard): string {
  const pair: FileColumn<NamedPair> = {
    key: 'pair',
    title: 'Pair',
    value: ({ nameA, nameB }) => `${nameA} over ${nameB}`,
    text: ({ nameA, nameB }) => `${nameA} over ${nameB}`,
  };
  const shown = [
    pair,
    ...pick(columns.pairs, 'share', 'clustered', 'anytime', 'clustered_p', 'wins_a', 'n', 'raters', 'images'),
  ];
  return latexTable(
    {
      columns: shown,
      groups: {},
      caption: caption(board, 'Preference shares'),
      comments: heading(board, 'Preference shares', []),
    },
    namePairs(board.ratings, board.pairs),
    latexCell,
  );
}

/** The leaderboard as it is, with what each number of it means. */
export function leaderboardJson(board: arena.Leaderboard): string {
  const described = [...columns.ratings, ...columns.pairs, leaderboardFields.sideBias];
  const definitions = described.flatMap(({ title, description }) =>
    description ? [{ term: title, text: description }] : [],
  );
  return JSON.stringify({ ...board, definitions }, null, 2);
}
