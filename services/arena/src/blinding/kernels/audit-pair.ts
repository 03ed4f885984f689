import { crossValidatedAuc, drawFolds } from '@fakexplain/statistics/cross-validated-auc';
import { fitLogistic, logOdds } from '@fakexplain/statistics/logistic-regression';
import type { Interval } from '../../ratings/kernels/interval.ts';
import { chooseFeatures, rowsUnder, type FeatureTable } from './feature-table.ts';
import { listGiveAways, type GiveAway } from './give-aways.ts';
import { tablePhrases } from './phrases.ts';
import { formOf, traits, type Seen, type Trait } from './traits.ts';

/** An explanation as raters see it. */
export interface SeenExplanation extends Seen {
  /** Of the explanation; a format control shows one that its source shows with another image. */
  id: string;
  /** Also where the study does not show it. */
  verdict: 'real' | 'generated' | null;
}

/** What two arms show on one image. */
export interface SeenPair {
  a: SeenExplanation;
  b: SeenExplanation;
}

/** How well the two arms can be told apart. */
export interface Recognition {
  /** Images that were looked at. */
  images: number;
  /** Probability that a program names the arms of two explanations right, 0–1; null where there are too few images. */
  auc: number | null;
  interval: Interval;
}

/** What to audit, as a thread takes it. */
export interface AuditTask {
  /** One for each image, in a fixed order. */
  pairs: readonly SeenPair[];
  /** Of the folds and the resamples. */
  seed: number;
}

export interface PairAudit {
  /** By form alone, on images of which both arms give the same verdict. */
  byForm: Recognition;
  /** By all that raters see: form, phrases and verdicts, on all images. */
  byAll: Recognition;
  /** Traits that tell by form alone, phrases that tell in all; none where nothing tells beyond doubt. */
  giveAways: GiveAway[];
}

/** Fewest images from which anything is learnt. */
const fewestImages = 20;
const folds = 5;
const repeats = 2;
const resamples = 500;
const mostTraits = 5;
const mostListedPhrases = 8;

const verdictTrait: Trait = {
  key: 'verdict',
  name: 'the verdict “generated”',
  leaveOut: 'verdict',
  unit: 'share',
  valueOf: () => 0,
};

/**
 * Whether the first of two arms can be told from the second by what raters see: the cross-validated AUC of a penalised
 * logistic regression (penalty 1, five folds by image, twice) on traits of form, and on traits, phrases and verdicts.
 *
 * A verdict, and how many regions it brings, are what an arm concludes, not how it looks: so form is judged on images of
 * which both arms give the same verdict, and the verdict is none of its traits. An explanation that is tested is never
 * learnt from, also where a format control shows it with another image.
 */
export function auditPair({ pairs, seed }: AuditTask): PairAudit {
  const alike = pairs.filter(({ a, b }) => a.verdict === b.verdict);
  const form = recognise(alike, { seed, withWords: false });
  const all = recognise(pairs, { seed, withWords: true });
  return {
    byForm: form.recognition,
    byAll: all.recognition,
    giveAways: [
      ...form.giveAways.filter(({ kind }) => kind === 'trait').slice(0, mostTraits),
      ...all.giveAways.filter(({ kind }) => kind === 'phrase').slice(0, mostListedPhrases),
    ],
  };
}

function recognise(
  pairs: readonly SeenPair[],
  { seed, withWords }: { seed: number; withWords: boolean },
): { recognition: Recognition; giveAways: GiveAway[] } {
  const images = pairs.length;
  if (images < fewestImages) {
    const on = withWords ? '' : ' of which both arms give the same verdict';
    const reason = `fewer than ${fewestImages} images${on}`;
    return { recognition: { images, auc: null, interval: { kind: 'undetermined', reason } }, giveAways: [] };
  }
  const seen = pairs.flatMap(({ a, b }) => [a, b]);
  const { table, plain } = tabulate(seen, withWords);
  const learn = (training: Uint32Array) => {
    const features = chooseFeatures(table, training);
    return { features, fit: fitLogistic(rowsUnder(table, features, training)) };
  };
  const result = crossValidatedAuc(
    {
      units: images,
      unitOf: Uint32Array.from(seen, (_, row) => row >> 1),
      positive: table.positive,
    },
    drawFolds(images, { folds, repeats, seed }),
    (training, tested) => {
      const testedIds = new Set(Array.from(tested, (row) => seen[row]?.id));
      const fresh = training.filter((row) => !testedIds.has(seen[row]?.id));
      const { features, fit } = learn(fresh);
      // A fit is good to some 1e-8: what differs by less is equal.
      return logOdds(fit, rowsUnder(table, features, tested)).map((odds) => Math.round(odds * 1e6) / 1e6);
    },
    { seed, resamples },
  );
  const recognition = { images, auc: result.auc, interval: intervalOf(result) };
  const isTold = result.interval !== null && result.interval.low > 0.5;
  if (!isTold) return { recognition, giveAways: [] };
  const everything = Uint32Array.from(seen.keys());
  return { recognition, giveAways: listGiveAways(table, plain, learn(everything)) };
}

function intervalOf({ interval, bound, reason }: ReturnType<typeof crossValidatedAuc>): Interval {
  if (interval === null)
    return {
      kind: 'undetermined',
      reason: reason?.includes('agree')
        ? 'nothing that differs between the two arms was found'
        : (reason ?? ''),
    };
  if (bound === 'at-least') return { kind: bound, low: interval.low };
  if (bound === 'at-most') return { kind: bound, high: interval.high };
  return { kind: 'two-sided', ...interval };
}

/** The explanations as numbers, and the traits' values as they are, for telling of them. */
function tabulate(
  seen: readonly SeenExplanation[],
  withWords: boolean,
): { table: FeatureTable; plain: Float64Array[] } {
  const looked = withWords ? [...traits, verdictTrait] : traits;
  const forms = seen.map(formOf);
  const plain = forms.map((form, row) =>
    Float64Array.from(looked, (trait) => (trait === verdictTrait ? says(seen[row]) : trait.valueOf(form))),
  );
  return {
    plain,
    table: {
      traits: looked,
      values: plain.map((row) => row.map((value, trait) => looked[trait]?.scale?.(value) ?? value)),
      phrases: withWords ? tablePhrases(seen.map(({ shown }) => shown)) : null,
      positive: Uint8Array.from(seen, (_, row) => Number(row % 2 === 0)),
    },
  };
}

const says = (seen: Seen | undefined): number => Number(seen?.shown.verdict === 'generated');
