import { tag } from '../languages/language.ts';
import type { arena } from '@fakexplain/contract';

type Cost = NonNullable<arena.StudyMonitor['cost']>;

/** An amount in a currency that may be one that nobody knows: `EUR 1,200.50`. */
const amount = (value: number, currency: string): string =>
  `${currency} ${value.toLocaleString(tag, { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;

/** What a study costs, in a sentence. */
export function costWords({ pay, units, soFar, planned }: Cost): string {
  const rounded = units.toLocaleString(tag, { maximumFractionDigits: 1 });
  const paid =
    pay.per === 'hour' ? `${rounded} hours of answers` : `${rounded} ${units === 1 ? 'rater' : 'raters'}`;
  const end =
    planned === null ? '' : ` At the planned votes it will have been ${amount(planned, pay.currency)}.`;
  return `${amount(soFar, pay.currency)} until now: ${amount(pay.amount, pay.currency)} ${pay.per === 'hour' ? 'an hour' : 'a rater'}, for ${paid}, without fees.${end}`;
}
