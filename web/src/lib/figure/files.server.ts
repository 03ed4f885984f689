import type { arena } from '@fakexplain/contract';
import { partsOf } from '../cite/files.server.ts';
import { choosePairs } from '../leaderboard/choose-pairs.ts';
import { citedInterval, namePairs } from '../leaderboard/columns.ts';
import { clustering } from '../leaderboard/files.server.ts';
import { whisker } from '../plot/interval.ts';
import { ratingGroups, ratingScale } from '../plot/rating-scale.ts';
import { bounds, count, elo, percent, rankSet } from '../words/numbers.ts';
import { drawFigure, type Figure } from './draw-figure.ts';

/** Figures speak English on every page, as other files do. */
const language = 'en';
const inElo = (value: number | null) => elo(value, language);
const inPercent = (share: number | null) => percent(share, 1, language);
const counted = (n: number) => count(n, language);

function intervalWords(interval: arena.Interval, write: (value: number) => string): string {
  switch (interval.kind) {
    case 'two-sided':
      return bounds(write(interval.low), write(interval.high), language);
    case 'at-least':
      return `≥ ${write(interval.low)}`;
    case 'at-most':
      return `≤ ${write(interval.high)}`;
    case 'undetermined':
      return 'no interval yet';
  }
}

const titleOf = (title: string, { study }: arena.Leaderboard): string =>
  `${title}: ${study.title}${study.demo ? ' (demo data)' : ''}`;

/** What was asked, and of which part of the votes this is. */
const leadOf = (board: arena.Leaderboard): string[] => {
  const parts = partsOf(board);
  return [
    `Raters were asked: “${board.study.question}”`,
    ...(parts.length > 0 ? [`Only ${parts.join('; ')}.`] : []),
  ];
};

/** What the numbers are of, and by what they can be had and checked again. */
function stampOf({ study, votes, raters, stamp, notes }: arena.Leaderboard): string[] {
  const { position, hash } = stamp.ledger;
  return [
    ...notes.map((note) => `Note: ${note}`),
    ...(study.demo ? ['Demo data: it says nothing about any published model.'] : []),
    [
      `FakeXplain Arena, study ${study.slug}: ${counted(votes)} votes${raters === null ? '' : ` by ${counted(raters)} raters`}, as of vote ${stamp.votes} of the study (sequence ${stamp.sequence})`,
      ...(stamp.until === null ? [] : [`of those cast before ${stamp.until}`]),
      `${stamp.method}, seed ${stamp.seed}.`,
    ].join('; '),
    position === 0
      ? 'The ledger has no entry for these votes yet.'
      : `Ledger of ${counted(position)} entries, head ${hash}`,
  ];
}

const level = ({ stamp }: arena.Leaderboard) => percent(stamp.level, 0, language);

/** Ratings with their intervals, as SVG. */
export function ratingsFigure(board: arena.Leaderboard): string {
  const scale = ratingScale(board.ratings);
  const groups = ratingGroups(board.ratings);
  const figure: Figure = {
    title: titleOf('Ratings', board),
    lead: leadOf(board),
    groups: groups.map((group, index) => ({
      heading: groups.length > 1 ? `Group ${index + 1}: compares only within itself` : null,
      rows: group.map((rating) => ({
        mark: rankSet(rating.rank),
        name: rating.demo ? `${rating.name} (demo)` : rating.name,
        value: inElo(rating.elo),
        detail: `${intervalWords(rating.interval, inElo)} · n = ${counted(rating.votes)}`,
        dot: rating.elo === null ? null : scale.position(rating.elo),
        outer: whisker(rating.interval, scale.position),
        inner: null,
      })),
    })),
    axis: {
      ticks: scale.ticks.map((tick) => ({ at: scale.position(tick), text: inElo(tick) })),
      title: 'Rating (Elo), 0 is the mean of its group',
    },
    centre: scale.position(0),
    band: null,
    notes: [
      `Before each name: its rank, by differences and not by overlapping lines. Dots: ratings. Lines: ${level(board)} intervals, ${clustering(board.stamp)}; an arrow goes on without a bound. n: votes on the arm.`,
      ...stampOf(board),
    ],
  };
  return drawFigure(figure);
}

/** Preference shares with their intervals, as SVG: of the pairs that the leaderboard lists. */
export function sharesFigure(board: arena.Leaderboard): string {
  const position = (share: number) => share * 100;
  const { listed, total } = choosePairs(board, false);
  const margin = position(board.study.equivalenceMargin);
  const figure: Figure = {
    title: titleOf('Preference shares', board),
    lead: leadOf(board),
    groups: [
      {
        heading: null,
        rows: namePairs(board.ratings, listed).map((pair) => ({
          mark: null,
          name: `${pair.nameA} over ${pair.nameB}`,
          // A share of 0 or 100% is no estimate: its bound is what is known.
          value: pair.bound ? intervalWords(citedInterval(pair), inPercent) : inPercent(pair.share),
          detail: `${pair.bound ? '' : `${intervalWords(citedInterval(pair), inPercent)} · `}n = ${counted(pair.n)}`,
          dot: pair.share === null ? null : position(pair.share),
          outer: whisker(citedInterval(pair), position),
          inner: whisker(pair.exact, position),
        })),
      },
    ],
    axis: {
      ticks: [0, 25, 50, 75, 100].map((at) => ({ at, text: `${at}%` })),
      title: 'Share of votes that prefers the first',
    },
    centre: 50,
    band: [50 - margin, 50 + margin],
    notes: [
      `Thin line: ${level(board)} interval clustered by rater and image, for one look; exact where there is none yet. Thick bar: exact interval, as if votes were independent. Shaded: the study’s margin of equivalence, ±${Math.round(margin * 10) / 10} points around 50%. n: votes of the pair that prefer an arm.`,
      ...(listed.length < total
        ? [`The ${listed.length} pairs with the most votes, of ${counted(total)}.`]
        : []),
      ...stampOf(board),
    ],
  };
  return drawFigure(figure);
}
