import type { arena } from '@fakexplain/contract';
import { recordChange, type Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { unknownStudy } from '../studies/read-study.ts';
import { keepConsent } from './keep-consent.ts';

type NewTerms = Omit<arena.ConsentTerms, 'title' | 'pay' | 'correctionWindowS' | 'reliance'>;

interface Revised {
  version: string;
  versions: number;
  madeAt: string;
}

/**
 * Changes what raters of a study agree to. A deadline is never moved forward: those who agreed were promised the later one.
 * @throws ProblemError `not-found`, `study-not-open`, `invalid-request` (an earlier deadline)
 */
export function reviseConsent(sql: Sql, slug: string, terms: NewTerms, now: Date): Promise<Revised> {
  return sql.begin(async (tx) => {
    const [study] = await tx<({ id: string; status: string } & NewTerms)[]>`
      select id, status, consent, contact, minutes, pay_terms as "payTerms", withdraw_until as "withdrawUntil", translations
      from arena.studies where slug = ${slug} for no key update`;
    if (!study) return unknownStudy(slug);
    const { id, status, ...asked } = study;
    if (status !== 'open')
      throw new ProblemError('study-not-open', {
        detail:
          status === 'closed'
            ? `The study "${slug}" is closed: what its raters agreed to stays.`
            : `The study "${slug}" is a draft, which nobody has agreed to yet: change the draft itself.`,
      });
    const before = asked.withdrawUntil === null ? Infinity : Date.parse(asked.withdrawUntil);
    const after = terms.withdrawUntil === null ? Infinity : Date.parse(terms.withdrawUntil);
    if (after < before)
      throw new ProblemError('invalid-request', {
        detail: 'Raters who agreed may withdraw for as long as they were told.',
        errors: [{ path: 'body.withdrawUntil', message: 'Earlier than what raters agreed to' }],
      });
    const { consent, contact, minutes, payTerms, withdrawUntil, translations } = terms;
    await tx`
      update arena.studies set consent = ${consent}, contact = ${contact}, minutes = ${minutes}, pay_terms = ${payTerms},
        withdraw_until = ${withdrawUntil}::timestamptz, translations = ${JSON.stringify(translations)}::text::jsonb
      where id = ${id}`;
    const version = await keepConsent(tx, id, now);
    await recordChange(tx, {
      action: 'reviseConsent',
      subject: { kind: 'study', name: slug },
      before: asked,
      after: { ...terms, version },
    });
    const [kept] = await tx<{ versions: number; madeAt: string }[]>`
      select count(*)::int as versions, max(made_at) filter (where hash = ${version}) as "madeAt"
      from arena.consents where study_id = ${id}`;
    if (!kept) throw new Error('a count gave no row');
    return { version, versions: kept.versions, madeAt: new Date(kept.madeAt).toISOString() };
  }) as Promise<Revised>;
}
