import type { arena } from '@fakexplain/contract';
import type { Claim, Finding } from '../leaderboard/finding.ts';
import { tag } from '../languages/language.ts';
import { count } from './numbers.ts';

const listed = (names: readonly string[]): string =>
  new Intl.ListFormat(tag, { type: 'conjunction' }).format(names);

const followed = (names: readonly string[]): string =>
  new Intl.ListFormat(tag, { type: 'unit' }).format(names);

const betweenClauses = tag === 'zh-Hans' ? '；' : '; ';

function claimText({ better, worse, isOverAll }: Claim): string {
  if (isOverAll && worse.length > 1) return `${listed(better)} is preferred to all others`;
  return better.length === 1
    ? `${listed(better)} is preferred to ${listed(worse)}`
    : `${listed(better)} are each preferred to ${listed(worse)}`;
}

/** What the votes establish of the order of the arms, in one sentence. */
export function findingText(finding: Finding): string {
  switch (finding.kind) {
    case 'none': {
      const [first, second, third] = finding.arms;
      return first !== undefined && second !== undefined && third === undefined
        ? `No preference between ${first} and ${second} is established.`
        : 'No order of the arms is established.';
    }
    case 'order':
      return `Each is preferred to all that follow: ${followed(finding.arms)}.`;
    case 'claims': {
      const claims = finding.claims.map(claimText).join(betweenClauses);
      return finding.isAll ? `${claims}.` : `${claims}; no other order is established.`;
    }
    case 'many': {
      const [established, pairs] = [count(finding.established), count(finding.pairs)];
      return finding.first === null
        ? `An order is established for ${established} of ${pairs} pairs of arms.`
        : `${finding.first} is preferred to all others; an order is established for ${established} of ${pairs} pairs of arms.`;
    }
  }
}

const ends = { first: { words: 'first' }, last: { words: 'last' } };

/**
 * A set of ranks in words; null where they say no more than the number does.
 * @param ranked how many arms have ranks; at least `worst`
 */
export function rankWords({ best, worst }: NonNullable<arena.Rating['rank']>, ranked: number): string | null {
  if (ranked === 1) return null;
  if (best === 1 && worst === ranked) return 'order not established';
  if (best === worst) return best === 1 ? ends.first.words : best === ranked ? ends.last.words : null;
  if (best === 1 && worst === ranked - 1 && worst > 2) return 'not last';
  if (best === 2 && worst === ranked) return 'not first';
  if (best === 1) return worst === 2 ? 'first or second' : `among the first ${count(worst)}`;
  if (worst === ranked) return `among the last ${count(ranked - best + 1)}`;
  return 'neither first nor last';
}
