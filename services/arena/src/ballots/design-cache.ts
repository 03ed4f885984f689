import type { Sql } from '@fakexplain/database';
import type { PairCount } from '../ratings/kernels/pair-count.ts';
import type { RaterStudy } from '../raters/identify-rater.ts';
import { pairWeights } from './kernels/pair-weights.ts';
import { loadStudyDesign } from './study-design.ts';
import type { StudyDesign } from './study-design.ts';

/** At this age, in milliseconds, weights are fetched again, while draws go on with the old ones. */
const weightsFreshMs = 1_000;
/** At this age, and on the first draw of a study, draws wait for new weights. */
const weightsMaxAgeMs = 10_000;

/** What drawing reads again and again, kept in memory: designs for as long as the process lives, weights for seconds. */
export interface DesignCache {
  design: (study: RaterStudy) => Promise<StudyDesign>;
  /** Probability with which each pair of the design should be asked next. */
  weights: (study: RaterStudy) => Promise<Float64Array>;
}

export function createDesignCache(sql: Sql, clock: () => Date): DesignCache {
  const designs = new Map<string, Promise<StudyDesign>>();
  const weights = new Map<string, { at: number; value: Promise<Float64Array>; next?: Promise<unknown> }>();

  const design = (study: RaterStudy) => {
    let loading = designs.get(study.id);
    if (!loading) {
      loading = loadStudyDesign(sql, study);
      designs.set(study.id, loading);
      loading.catch(() => designs.delete(study.id));
    }
    return loading;
  };
  return {
    design,
    weights: (study) => {
      const now = clock().getTime();
      const load = () => design(study).then((loaded) => loadWeights(sql, study, loaded));
      const entry = weights.get(study.id);
      const age = entry ? Math.abs(now - entry.at) : Infinity;
      if (!entry || age >= weightsMaxAgeMs) {
        const value = load();
        weights.set(study.id, { at: now, value });
        value.catch(() => weights.delete(study.id));
        return value;
      }
      if (age >= weightsFreshMs)
        entry.next ??= load().then(
          (value) => weights.set(study.id, { at: now, value: Promise.resolve(value) }),
          () => delete entry.next,
        );
      return entry.value;
    },
  };
}

async function loadWeights(sql: Sql, study: RaterStudy, design: StudyDesign): Promise<Float64Array> {
  const rows = await sql<PairCount[]>`
    select arm_a as a, arm_b as b, sum(wins_a)::int as "winsA", sum(wins_b)::int as "winsB",
      sum(ties)::int as ties, sum(neither)::int as neither
    from arena.pair_counts
    where study_id = ${study.id}
    group by arm_a, arm_b`;
  const counted = new Map(rows.map((row) => [row.a * design.arms + row.b, row]));
  const counts = design.pairs.map(
    ({ a, b }) => counted.get(a * design.arms + b) ?? { a, b, winsA: 0, winsB: 0, ties: 0, neither: 0 },
  );
  return pairWeights(study.policy, design.arms, counts);
}
