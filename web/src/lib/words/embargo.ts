import type { Embargo } from '@fakexplain/contract';
import { whileOpen } from '@fakexplain/contract/while-open';
import { plural } from './numbers.ts';

/** What is withheld, or shown to a maintainer alone, in a sentence; null where nothing is under embargo. */
export function embargoText(
  { count, withheld, studies }: Embargo,
  { one, of = '' }: { one: 'image' | 'run'; of?: string },
): string | null {
  if (count === 0) return null;
  const things = `${plural(count, one)}${of && ` ${of}`}`;
  return withheld
    ? `${things} ${count === 1 ? 'is' : 'are'} withheld ${whileOpen(studies)}.`
    : `Under embargo: ${things} ${count === 1 ? 'is' : 'are'} shown to maintainers alone ${whileOpen(studies)}.`;
}
