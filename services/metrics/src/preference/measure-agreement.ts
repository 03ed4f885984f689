import type { metrics } from '@fakexplain/contract';
import { clopperPearson } from '@fakexplain/statistics/binomial';
import { bootstrap } from '@fakexplain/statistics/bootstrap';
import { kendallTau, spearmanRho } from '@fakexplain/statistics/rank-correlation';
import { statisticsOfSums, sumTable } from '@fakexplain/statistics/weighted-statistics';
import type { AgreementMetric } from './agreement-metrics.ts';
import { ballotAgreement } from './ballot-agreement.ts';
import type { Preference } from './preferences.ts';
import type { ArmRow, Shown } from './read-study.ts';

type Arm = metrics.PreferenceAgreement['arms'][number];
type Agreement = metrics.PreferenceAgreement['agreement'][number];

/** Equal means of values summed in another order differ in their last bits, which must not rank arms. */
const rounded = (value: number) => Number(value.toPrecision(12));

const share = (k: number, n: number) => (n > 0 ? k / n : null);

/** Arms with the votes they won and the means of their metrics over the explanations shown. */
export function measureArms(
  arms: readonly ArmRow[],
  {
    shown,
    preferences,
    of,
    seed,
  }: {
    shown: readonly Shown[];
    preferences: readonly Preference[];
    of: readonly AgreementMetric[];
    seed: number;
  },
): Arm[] {
  const won = new Map<number, number>();
  const lost = new Map<number, number>();
  for (const { winner, loser, votes } of preferences) {
    won.set(winner, (won.get(winner) ?? 0) + votes);
    lost.set(loser, (lost.get(loser) ?? 0) + votes);
  }
  return arms.map(({ position, name, source }) => {
    const k = won.get(position) ?? 0;
    const n = k + (lost.get(position) ?? 0);
    const mine = shown.filter(({ arm }) => arm === position);
    return { position, name, source, preferred: { k, n, share: share(k, n) }, values: means(mine, of, seed) };
  });
}

/** Means of all metrics that are defined for at least one explanation, over the same resamples of images. */
function means(shown: readonly Shown[], of: readonly AgreementMetric[], seed: number): metrics.Measured[] {
  const rows = shown.map(({ entries }) =>
    of.flatMap(({ valueOf }) => {
      const value = entries && valueOf(entries);
      return value === null ? [0, 0] : [1, value];
    }),
  );
  const mean = (sums: ArrayLike<number>, index: number) => {
    const defined = sums[2 * index] ?? 0;
    return defined > 0 ? (sums[2 * index + 1] ?? 0) / defined : null;
  };
  const statistics = statisticsOfSums(
    sumTable(rows),
    of.map((_, index) => (sums: Float64Array) => mean(sums, index)),
  );
  return bootstrap(rows.length, statistics, { seed }).flatMap(({ value, interval }, index) => {
    const signature = of[index]?.metric.signature;
    if (value === null || signature === undefined) return [];
    const n = rows.filter((row) => row[2 * index] === 1).length;
    return [{ signature, n, value, low: interval?.low ?? null, high: interval?.high ?? null }];
  });
}

/**
 * How far each metric agrees with people: over ballots, and over arms that have votes and a value. Where lower is
 * better, values are negated for the correlations: positive always means that the metric ranks arms as people do.
 */
export function measureAgreement(
  arms: readonly Arm[],
  {
    shown,
    preferences,
    of,
  }: { shown: readonly Shown[]; preferences: readonly Preference[]; of: readonly AgreementMetric[] },
): Agreement[] {
  const key = (image: number, arm: number) => `${image} ${arm}`;
  const entriesOf = new Map(shown.map(({ image, arm, entries }) => [key(image, arm), entries]));
  const scored = preferences.map(({ image, winner, loser, votes }) => ({
    winner: entriesOf.get(key(image, winner)) ?? null,
    loser: entriesOf.get(key(image, loser)) ?? null,
    votes,
  }));
  return of.map(({ metric: { signature }, better, valueOf }) => {
    const pairs = scored.map(({ winner, loser, votes }) => ({
      winner: winner && valueOf(winner),
      loser: loser && valueOf(loser),
      votes,
    }));
    const { k, n, equal } = ballotAgreement(pairs, better);
    const points = arms.flatMap(({ preferred, values }) => {
      const mean = values.find((measured) => measured.signature === signature)?.value;
      if (mean === undefined || preferred.share === null) return [];
      return [{ x: rounded(better === 'higher' ? mean : -mean), y: preferred.share }];
    });
    const [x, y] = [points.map((point) => point.x), points.map((point) => point.y)];
    return {
      signature,
      perBallot: { k, n, share: share(k, n), interval: n > 0 ? clopperPearson(k, n) : null, equal },
      kendallTau: kendallTau(x, y),
      spearmanRho: spearmanRho(x, y),
      arms: points.length,
    };
  });
}
