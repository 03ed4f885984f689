import type { Embargo } from '@fakexplain/contract';
import { tag } from '../languages/language.ts';
import { plural } from './numbers.ts';

/** What is withheld, or shown to a maintainer alone, in a sentence; null where nothing is under embargo. */
export function embargoText(
  { count, withheld, studies }: Embargo,
  { one, of = '' }: { one: 'image' | 'run'; of?: string },
): string | null {
  if (count === 0) return null;
  const things = `${one === 'image' ? plural(count, 'image') : plural(count, 'run')}${of && ` ${of}`}`;
  const names = studies.map(({ title }) => `“${title}”`);
  const open =
    names.length === 1
      ? `while the study ${names.join('')} is open`
      : `while the studies ${new Intl.ListFormat(tag).format(names)} are open`;
  if (!withheld)
    return count === 1
      ? `Under embargo: ${things} is shown to maintainers alone ${open}.`
      : `Under embargo: ${things} are shown to maintainers alone ${open}.`;
  return count === 1 ? `${things} is withheld ${open}.` : `${things} are withheld ${open}.`;
}
