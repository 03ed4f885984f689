import { hash } from 'node:crypto';
import { arena } from '@fakexplain/contract';
import type { Sql, SqlOrTransaction } from '@fakexplain/database';

/** What the text of a study is made of, as the database has it. */
export type TermsRow = arena.ConsentTerms;

/** Columns of `arena.studies s` that the text is made of. */
export const termsColumns = (sql: SqlOrTransaction) => (sql as Sql)`
  s.title, s.consent, s.contact, s.minutes, s.pay, s.pay_terms as "payTerms", s.translations, s.withdraw_until as "withdrawUntil",
  s.correction_window_s as "correctionWindowS", s.reliance`;

export interface Agreement {
  version: string;
  sections: arena.ConsentSection[];
  text: string;
}

/** The text that raters are asked to agree to, with its version. */
export function agreementOf(
  { withdrawUntil, ...rest }: TermsRow,
  language: arena.TextLanguage = 'en',
): Agreement {
  const until = withdrawUntil && new Date(withdrawUntil).toISOString();
  const terms = { ...rest, withdrawUntil: until };
  const sections = arena.consentSections(terms, language);
  const text = arena.consentText(terms);
  return { version: hash('sha256', text), sections, text };
}

/** Keeps the text that a study asks now, where it is not kept yet, and makes it the one that draws are held to. @returns its version */
export async function keepConsent(sql: SqlOrTransaction, studyId: string, now: Date): Promise<string> {
  const run = sql as Sql;
  const [row] = await run<(TermsRow & { kept: string | null })[]>`
    select ${termsColumns(sql)}, s.consent_hash as kept from arena.studies s where s.id = ${studyId}`;
  if (!row) throw new Error(`study ${studyId} vanished`);
  const { kept, ...terms } = row;
  const { version, text } = agreementOf(terms);
  if (kept === version) return version;
  await run`
    insert into arena.consents (study_id, hash, text, made_at)
    values (${studyId}, ${version}, ${text}, ${now.toISOString()}::timestamptz) on conflict do nothing`;
  await run`update arena.studies set consent_hash = ${version} where id = ${studyId}`;
  return version;
}
