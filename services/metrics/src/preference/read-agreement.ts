import type { metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import type { Reader } from '@fakexplain/service-kit';
import { agreementMetrics } from './agreement-metrics.ts';
import { measureAgreement, measureArms } from './measure-agreement.ts';
import { listArms, listPreferences, listShown } from './read-study.ts';
import { requireReadable } from './require-readable.ts';

/**
 * Which metrics agree with a study's votes.
 *
 * @throws ProblemError `not-found` where there is no such study; `results-hidden` or `embargoed` where the public may not
 *   read it while a study is open
 */
export async function readAgreement(
  db: Database,
  slug: string,
  reader: Reader,
): Promise<metrics.PreferenceAgreement> {
  const { study, arms, shown, preferences } = await db.transaction(
    async (tx) => {
      const study = await requireReadable(tx, slug, { reader, what: 'How metrics agree with the votes' });
      return {
        study,
        arms: await listArms(tx, study.id),
        shown: await listShown(tx, study.id),
        preferences: await listPreferences(tx, study.id),
      };
    },
    { isolationLevel: 'repeatable read', accessMode: 'read only' },
  );
  const of = agreementMetrics(new Set(shown.map(({ label }) => label)));
  const measured = measureArms(arms, { shown, preferences, of, seed: study.seed });
  return {
    study: { slug: study.slug, title: study.title, demo: study.demo },
    metrics: of.map(({ metric }) => metric),
    arms: measured,
    agreement: measureAgreement(measured, { shown, preferences, of }),
    votes: preferences.reduce((sum, { votes }) => sum + votes, 0),
  };
}
