import { tag } from '../languages/language.ts';
import type { BallotExplanation } from '@fakexplain/contract';

const partWords = { region: 'no region', text: 'no further text', tag: 'no tag' };

/** What an explanation has not, in one line; null where nothing is missing. A part that a study leaves out is not missing. */
export function missingWords({
  tags,
  reasoning,
  regions,
}: Pick<BallotExplanation, 'tags' | 'reasoning' | 'regions'>): string | null {
  const missing = [
    ...(regions.length === 0 ? [partWords.region] : []),
    ...(reasoning === '' ? [partWords.text] : []),
    ...(tags?.length === 0 ? [partWords.tag] : []),
  ];
  if (missing.length === 0) return null;
  const list = new Intl.ListFormat(tag).format(missing).replace(', and', ' and');
  return `${list.charAt(0).toUpperCase()}${list.slice(1)}.`;
}
