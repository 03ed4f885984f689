import type { arena } from '@fakexplain/contract';
import { isoMoment, type Cell, type VoteCells } from './vote-cells.ts';

/** What arena-rank and FastChat are told of a vote. */
export const comparisonColumns = [
  'left',
  'right',
  'choice',
  'rater',
  'image',
  'probability',
  'cast_at',
] as const satisfies readonly arena.VoteColumn[];

const winners = { left: 'model_a', right: 'model_b', tie: 'tie' };

/** Both count words they do not know as ties, so that each is given its own word for `neither`, which they count as one too. */
const winnerOf = (choice: Cell | undefined, neither: string): string =>
  Object.entries(winners).find(([known]) => known === choice)?.[1] ?? neither;

/** The columns of the CSV for arena-rank. */
export const arenaRankColumns = [
  { name: 'model_a', type: 'text' },
  { name: 'model_b', type: 'text' },
  { name: 'winner', type: 'text' },
  { name: 'rater', type: 'text' },
  { name: 'image', type: 'text' },
  { name: 'probability', type: 'number' },
  { name: 'cast_at', type: 'moment' },
] as const;

/** @param cells of `comparisonColumns` */
export function arenaRankCells([left = [], right = [], choice = [], ...rest]: VoteCells): VoteCells {
  return [left, right, choice.map((own) => winnerOf(own, 'both_bad')), ...rest];
}

/** Votes as FastChat's cleaned battles have them, all of them by people who saw no names. @param cells of `comparisonColumns` */
export const fastChatBattles = ([left = [], right, choice, rater, image, , castAt]: VoteCells): string[] =>
  left.map((name, row) =>
    JSON.stringify({
      model_a: name,
      model_b: right?.[row],
      winner: winnerOf(choice?.[row], 'tie (bothbad)'),
      judge: rater?.[row],
      turn: 1,
      anony: true,
      language: 'English',
      tstamp: Number(castAt?.[row]) / 1000,
      image: image?.[row],
      cast_at: isoMoment(Number(castAt?.[row])),
    }),
  );
