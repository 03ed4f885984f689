import type { SqlOrTransaction, Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { keepConsent } from './keep-consent.ts';

interface Agreeing {
  rater: string;
  studyId: string;
  /** Of the text that was read; null: the one that is asked now. */
  version: string | null;
  now: Date;
}

/** Keeps that a rater agreed to the text that the study asks now. @throws ProblemError `consent-changed` where another was read */
export async function agree(
  sql: SqlOrTransaction,
  { rater, studyId, version, now }: Agreeing,
): Promise<void> {
  const asked = await keepConsent(sql, studyId, now);
  if (version !== null && version !== asked) consentChanged();
  await (sql as Sql)`
    insert into arena.agreements (rater_id, consent_hash, agreed_at)
    values (${rater}, ${asked}, ${now.toISOString()}::timestamptz) on conflict do nothing`;
}

/** @throws ProblemError `consent-changed` */
export function consentChanged(): never {
  throw new ProblemError('consent-changed', {
    detail:
      'What this study asks raters to agree to has changed. Read the briefing again, and agree to its version.',
  });
}
