import { fieldsOf, arena } from '@fakexplain/contract';
import { definitionLines, type FileColumn } from '../table/columns.ts';
import { csv } from '../table/csv.ts';
import { namePairs, pairColumns, ratingColumns } from './columns.ts';

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
const clustering = ({ covariance }: arena.Leaderboard['stamp']): string =>
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
  return [
    `${title}: ${study.title} (${study.slug})${study.demo ? ' [demo data: it says nothing about any published model]' : ''}`,
    `Question: ${study.question}`,
    `Slice: ${slice.kind === 'all' ? 'the whole study' : `${slice.kind} = ${slice.value}`}`,
    `Votes: ${board.votes}; as of vote ${stamp.votes} of the study (sequence ${stamp.sequence}); ${stamp.at}`,
    ...(stamp.until === null ? [] : [`Only votes cast before ${stamp.until} count`]),
    `Method: ${stamp.method}; intervals at ${stamp.level}, ${clustering(stamp)}; seed ${stamp.seed}`,
    `Status: ${board.status}`,
    ...board.notes.map((note) => `Note: ${note}`),
    ...definitionLines(described),
  ];
}

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

/** The leaderboard as it is, with what each number of it means. */
export function leaderboardJson(board: arena.Leaderboard): string {
  const described = [...columns.ratings, ...columns.pairs, leaderboardFields.sideBias];
  const definitions = described.flatMap(({ title, description }) =>
    description ? [{ term: title, text: description }] : [],
  );
  return JSON.stringify({ ...board, definitions }, null, 2);
}
