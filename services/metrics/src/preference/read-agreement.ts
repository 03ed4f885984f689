import { arena, whileOpen, type metrics } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { studiesWithholdingArms } from '@fakexplain/database/embargo';
import { ProblemError, type Reader } from '@fakexplain/service-kit';
import { agreementMetrics } from './agreement-metrics.ts';
import { measureAgreement, measureArms } from './measure-agreement.ts';
import { findStudy, listArms, listPreferences, listShown } from './read-study.ts';

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
      const study = await findStudy(tx, slug);
      if (!study) throw new ProblemError('not-found', { detail: `There is no study ${slug}.` });
      if (arena.mayReadResults(study, reader) !== 'now')
        throw new ProblemError('results-hidden', {
          detail: `How metrics agree with the votes of “${study.title}” is shown when the study is closed.`,
        });
      const embargo = reader === 'public' ? await studiesWithholdingArms(tx, study.id) : [];
      if (embargo.length > 0)
        throw new ProblemError('embargoed', {
          detail: `What the arms of “${study.title}” score is withheld ${whileOpen(embargo)}.`,
        });
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
