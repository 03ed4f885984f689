import type { arena } from '@fakexplain/contract';
import { csv, type Cell } from '../download/csv.ts';
import { pairDefinitions, ratingDefinitions, type Definition } from './definitions.ts';
import { ends } from '../plot/interval.ts';

const intervalCells = (interval: arena.Interval): Cell[] => {
  const { low, high } = ends(interval);
  return [interval.kind, low, high];
};

/** What the numbers of a download are of, as comment lines. */
function heading(board: arena.Leaderboard, title: string, definitions: Definition[]): string[] {
  const { study, slice, stamp } = board;
  return [
    `${title}: ${study.title} (${study.slug})${study.demo ? ' [demo data: it says nothing about any published model]' : ''}`,
    `Question: ${study.question}`,
    `Slice: ${slice.kind === 'all' ? 'the whole study' : `${slice.kind} = ${slice.value}`}`,
    `As of vote ${stamp.votes} (sequence ${stamp.sequence}); ${stamp.at}`,
    `Method: ${stamp.method}; intervals at ${stamp.level}, clustered by ${stamp.covariance}; seed ${stamp.seed}`,
    `Status: ${board.status}`,
    ...board.notes.map((note) => `Note: ${note}`),
    ...definitions.map(({ term, columns, text }) => `${columns.join(', ')} = ${term}: ${text}`),
  ];
}

/** One row for each arm. */
export function ratingsCsv(board: arena.Leaderboard): string {
  const header = [
    'arm',
    'source',
    'kind',
    'demo',
    'group',
    'rank_best',
    'rank_worst',
    'elo',
    'interval_kind',
    'interval_low',
    'interval_high',
    'method',
    'votes',
    'wins',
    'ties',
    'neither',
    'losses',
    'davidson',
    'ties_dropped',
  ];
  const rows = board.ratings.map((rating): Cell[] => [
    rating.name,
    rating.source,
    rating.kind,
    rating.demo,
    rating.component,
    rating.rank?.best ?? null,
    rating.rank?.worst ?? null,
    rating.elo,
    ...intervalCells(rating.interval),
    rating.method,
    rating.votes,
    rating.wins,
    rating.ties,
    rating.neither,
    rating.losses,
    rating.davidson,
    rating.tiesDropped,
  ]);
  return csv(heading(board, 'Ratings', ratingDefinitions), header, rows);
}

/** One row for each pair of arms. */
export function pairsCsv(board: arena.Leaderboard): string {
  const names = new Map(board.ratings.map(({ position, name }) => [position, name]));
  const interval = (name: string) => [`${name}_kind`, `${name}_low`, `${name}_high`];
  const header = [
    'arm_a',
    'arm_b',
    'votes',
    'raters',
    'images',
    'wins_a',
    'wins_b',
    'ties',
    'neither',
    'n',
    'share',
    'bound',
    ...interval('clustered'),
    ...interval('exact'),
    ...interval('wilson'),
    'p',
    'equivalence_p',
    'equivalent',
    'neutral_to_b',
    'neutral_to_a',
    'votes_to_flip',
    'elo_difference',
    ...interval('elo_difference'),
  ];
  const rows = board.pairs.map((pair): Cell[] => [
    names.get(pair.a) ?? pair.a,
    names.get(pair.b) ?? pair.b,
    pair.votes,
    pair.raters,
    pair.images,
    pair.winsA,
    pair.winsB,
    pair.ties,
    pair.neither,
    pair.n,
    pair.share,
    pair.bound,
    ...intervalCells(pair.clustered),
    ...intervalCells(pair.exact),
    ...intervalCells(pair.wilson),
    pair.p,
    pair.equivalenceP,
    pair.equivalent,
    pair.neutralToB,
    pair.neutralToA,
    pair.votesToFlip,
    pair.difference.elo,
    ...intervalCells(pair.difference.interval),
  ]);
  return csv(heading(board, 'Preference shares', pairDefinitions), header, rows);
}
