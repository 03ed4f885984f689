import type { arena, Field } from '@fakexplain/contract';
import { ends, intervalText } from '../plot/interval.ts';
import type { FileColumn } from '../table/columns.ts';
import { recognition } from '../words/recognition.ts';
import { absent, count, decimal, elo, percent, pValue, rankSet } from '../words/numbers.ts';

type Fields<Row> = Record<keyof Row, Field>;

/** A preference share with the names of its arms. */
export type NamedPair = arena.PairShare & { nameA: string; nameB: string };

const inPercent = (share: number) => percent(share);
const effective = (clusters: number | null) => (clusters === null ? absent : decimal(clusters, 1));

const correlation = (value: number | null) => (value === null ? absent : decimal(value, 3));

/** The interval to cite: the clustered one, or where that is undetermined the exact one. */
export const citedInterval = ({ clustered, exact }: Pick<arena.PairShare, 'clustered' | 'exact'>) =>
  clustered.kind === 'undetermined' ? exact : clustered;

/** A share, or the bound of one of 0 or 100%. */
export const shareText = (pair: Pick<arena.PairShare, 'bound' | 'share' | 'clustered' | 'exact'>): string =>
  pair.bound ? intervalText(citedInterval(pair), inPercent) : percent(pair.share);

function number<Row>(
  key: string,
  field: Field,
  value: (row: Row) => number | null,
  write: (value: number | null) => string = count,
): FileColumn<Row> {
  return { ...field, key, value, text: (row) => write(value(row)), align: 'number' };
}

/** An interval's kind and its ends, of which there are up to two. */
function interval<Row>(
  key: string,
  field: Field,
  of: (row: Row) => arena.Interval,
  write: (value: number) => string,
): FileColumn<Row> {
  return {
    ...field,
    key,
    headers: [`${key}_kind`, `${key}_low`, `${key}_high`],
    value: (row) => {
      const { low, high } = ends(of(row));
      return [of(row).kind, low, high];
    },
    text: (row) => intervalText(of(row), write),
    nowrap: true,
  };
}

/** Columns of ratings, in the order of their file. */
export function ratingColumns(fields: Fields<arena.Rating>): FileColumn<arena.Rating>[] {
  return [
    { ...fields.name, key: 'arm', value: ({ name }) => name, text: ({ name }) => name, heads: true },
    { ...fields.source, key: 'source', value: ({ source }) => source },
    { ...fields.kind, key: 'kind', value: ({ kind }) => kind },
    { ...fields.demo, key: 'demo', value: ({ demo }) => demo },
    { ...fields.component, key: 'group', value: ({ component }) => component },
    {
      ...fields.rank,
      key: 'rank',
      headers: ['rank_best', 'rank_worst'],
      value: ({ rank }) => [rank?.best ?? null, rank?.worst ?? null],
      text: ({ rank }) => rankSet(rank),
    },
    number('elo', fields.elo, (rating) => rating.elo, elo),
    interval('interval', fields.interval, (rating) => rating.interval, elo),
    { ...fields.method, key: 'method', value: ({ method }) => method },
    number('votes', fields.votes, ({ votes }) => votes),
    number('wins', fields.wins, ({ wins }) => wins),
    number('ties', fields.ties, ({ ties }) => ties),
    number('neither', fields.neither, ({ neither }) => neither),
    number('losses', fields.losses, ({ losses }) => losses),
    number('davidson', fields.davidson, ({ davidson }) => davidson, elo),
    number('ties_dropped', fields.tiesDropped, ({ tiesDropped }) => tiesDropped, elo),
  ];
}

/** An AUC, the kind and ends of its interval, and on how many images. */
function recognised(
  key: string,
  field: Field,
  of: (row: NamedPair) => NamedPair['byForm'],
): FileColumn<NamedPair> {
  return {
    ...field,
    key,
    headers: [`${key}_auc`, `${key}_kind`, `${key}_low`, `${key}_high`, `${key}_images`],
    value: (row) => {
      const found = of(row);
      const { low, high } = found ? ends(found.interval) : { low: null, high: null };
      return [found?.auc ?? null, found?.interval.kind ?? null, low, high, found?.images ?? null];
    },
    text: (row) => recognition(of(row)),
    nowrap: true,
  };
}

/** Columns of preference shares, in the order of their file. */
export function pairColumns(fields: Fields<arena.PairShare>): FileColumn<NamedPair>[] {
  return [
    { ...fields.a, key: 'arm_a', value: ({ nameA }) => nameA },
    { ...fields.b, key: 'arm_b', value: ({ nameB }) => nameB },
    number('votes', fields.votes, ({ votes }) => votes),
    number('raters', fields.raters, ({ raters }) => raters),
    number('images', fields.images, ({ images }) => images),
    number('wins_a', fields.winsA, ({ winsA }) => winsA),
    number('wins_b', fields.winsB, ({ winsB }) => winsB),
    number('ties', fields.ties, ({ ties }) => ties),
    number('neither', fields.neither, ({ neither }) => neither),
    number('n', fields.n, ({ n }) => n),
    {
      ...number<NamedPair>('share', fields.share, ({ share }) => share),
      text: (row) => shareText(row),
    },
    { ...fields.bound, key: 'bound', value: ({ bound }) => bound },
    interval('clustered', fields.clustered, ({ clustered }) => clustered, inPercent),
    interval('anytime', fields.anytime, ({ anytime }) => anytime, inPercent),
    number('clustered_p', fields.clusteredP, ({ clusteredP }) => clusteredP, pValue),
    number('effective_raters', fields.effectiveRaters, ({ effectiveRaters }) => effectiveRaters, effective),
    number('effective_images', fields.effectiveImages, ({ effectiveImages }) => effectiveImages, effective),
    number(
      'rater_correlation',
      fields.raterCorrelation,
      ({ raterCorrelation }) => raterCorrelation,
      correlation,
    ),
    number(
      'image_correlation',
      fields.imageCorrelation,
      ({ imageCorrelation }) => imageCorrelation,
      correlation,
    ),
    number('equivalence_p', fields.equivalenceP, ({ equivalenceP }) => equivalenceP, pValue),
    {
      ...fields.equivalent,
      key: 'equivalent',
      value: ({ equivalent }) => equivalent,
      text: ({ equivalent }) => (equivalent === null ? absent : equivalent ? 'yes' : 'not shown'),
      nowrap: true,
    },
    interval('exact', fields.exact, ({ exact }) => exact, inPercent),
    number('exact_p', fields.exactP, ({ exactP }) => exactP, pValue),
    interval('wilson', fields.wilson, ({ wilson }) => wilson, inPercent),
    number('neutral_to_b', fields.neutralToB, ({ neutralToB }) => neutralToB, percent),
    number('neutral_to_a', fields.neutralToA, ({ neutralToA }) => neutralToA, percent),
    number('votes_to_flip', fields.votesToFlip, ({ votesToFlip }) => votesToFlip),
    number('elo_difference', fields.difference, ({ difference }) => difference.elo, elo),
    {
      ...interval<NamedPair>(
        'elo_difference',
        fields.difference,
        ({ difference }) => difference.interval,
        elo,
      ),
      key: 'difference_interval',
      title: 'Elo, one look',
    },
    {
      ...interval<NamedPair>(
        'elo_difference_anytime',
        fields.difference,
        ({ difference }) => difference.anytime,
        elo,
      ),
      title: 'Elo, any look',
    },
    recognised('by_form', fields.byForm, ({ byForm }) => byForm),
    recognised('by_all', fields.byAll, ({ byAll }) => byAll),
  ];
}

/** The pairs with their arms' names. */
export function namePairs(
  ratings: readonly Pick<arena.Rating, 'position' | 'name'>[],
  pairs: readonly arena.PairShare[],
): NamedPair[] {
  const names = new Map(ratings.map(({ position, name }) => [position, name]));
  const nameOf = (position: number) => names.get(position) ?? String(position);
  return pairs.map((pair) => ({ ...pair, nameA: nameOf(pair.a), nameB: nameOf(pair.b) }));
}

/**
 * The columns with these keys, in this order.
 * @throws where a key is none of a column's
 */
export function pick<C extends { key: string }>(columns: readonly C[], ...keys: string[]): C[] {
  return keys.map((key) => {
    const column = columns.find((column) => column.key === key);
    if (!column) throw new Error(`There is no column “${key}”`);
    return column;
  });
}
