import type { BallotExplanation } from '@fakexplain/contract';

/** What an explanation has not, in one line; null where nothing is missing. A part that a study leaves out is not missing. */
export function missingWords({
  tags,
  reasoning,
  regions,
}: Pick<BallotExplanation, 'tags' | 'reasoning' | 'regions'>): string | null {
  const missing = [
    ...(regions.length === 0 ? ['region'] : []),
    ...(reasoning === '' ? ['further text'] : []),
    ...(tags?.length === 0 ? ['tag'] : []),
  ];
  if (missing.length === 0) return null;
  const last = missing.pop();
  return missing.length === 0 ? `No ${last}.` : `No ${missing.join(', no ')} and no ${last}.`;
}
