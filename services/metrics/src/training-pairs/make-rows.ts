import {
  serialiseExplanation,
  type CoordinateSpace,
  type Grammar,
  type ImageSize,
} from '@fakexplain/explanation';
import type { Side, Tally } from './read-tallies.ts';
import { splitOf, type Split } from './split-of.ts';
import { weighVotes } from './weigh-votes.ts';

export interface RowSettings {
  grammar: Grammar;
  space: CoordinateSpace;
  /** Share of groups of images that go into train. */
  trainShare: number;
  seed: number;
  /** Least share of votes for the winner. */
  leastAgreement: number;
}

interface RowFacts {
  image: string;
  mediaType: string;
  group: string;
  split: Split;
  weight: number;
  agreement: number;
  votes: number;
}

/** Two completions of one image, of which raters preferred the one. */
export interface PreferencePair extends RowFacts {
  chosen: string;
  rejected: string;
  chosenSource: string;
  rejectedSource: string;
}

/** A completion that raters preferred to others of its image, or others to it. */
export interface LabelledCompletion extends RowFacts {
  completion: string;
  source: string;
  label: boolean;
}

/** Why votes between two sides made no row. */
export type NoRow = 'undecided' | 'contested' | 'unparsed' | 'identical';

/** Of an explanation without a verdict there is no completion: it is no answer to be trained on. */
function completionOf(
  side: Side,
  { grammar, space, image }: Pick<RowSettings, 'grammar' | 'space'> & { image: ImageSize },
) {
  if (side.verdict === null) return null;
  return serialiseExplanation({ ...side, probability: null }, { grammar, space, image });
}

const factsOf = (
  { image, mediaType, group, heldOut }: Tally,
  { trainShare, seed }: RowSettings,
): Pick<RowFacts, 'image' | 'mediaType' | 'group' | 'split'> => ({
  image,
  mediaType,
  group,
  split: heldOut ? 'test' : splitOf(group, trainShare, seed),
});

/** @throws RangeError where the space cannot hold the image */
export function pairOf(tally: Tally, settings: RowSettings): PreferencePair | NoRow {
  const { first, second, firstVotes, secondVotes, size } = tally;
  const weighed = weighVotes(firstVotes, secondVotes);
  if (!weighed) return 'undecided';
  const { firstWins, agreement, weight } = weighed;
  if (agreement < settings.leastAgreement) return 'contested';
  const [winner, loser] = firstWins ? [first, second] : [second, first];
  const chosen = completionOf(winner, { ...settings, image: size });
  const rejected = completionOf(loser, { ...settings, image: size });
  if (chosen === null || rejected === null) return 'unparsed';
  if (chosen === rejected) return 'identical';
  return {
    ...factsOf(tally, settings),
    weight,
    agreement,
    votes: firstVotes + secondVotes,
    chosen,
    rejected,
    chosenSource: winner.source,
    rejectedSource: loser.source,
  };
}

/** What each source’s completion of one image comes to, over the votes on it. @param tallies all of one image */
export function labelledOf(
  tallies: readonly Tally[],
  settings: RowSettings,
): (LabelledCompletion | Exclude<NoRow, 'identical'>)[] {
  const sides = new Map<string, { side: Side; tally: Tally; won: number; lost: number }>();
  const add = (side: Side, tally: Tally, won: number, lost: number) => {
    const before = sides.get(side.id);
    sides.set(side.id, { side, tally, won: (before?.won ?? 0) + won, lost: (before?.lost ?? 0) + lost });
  };
  for (const tally of tallies) {
    add(tally.first, tally, tally.firstVotes, tally.secondVotes);
    add(tally.second, tally, tally.secondVotes, tally.firstVotes);
  }
  return [...sides.values()].map(({ side, tally, won, lost }) => {
    const weighed = weighVotes(won, lost);
    if (!weighed) return 'undecided';
    if (weighed.agreement < settings.leastAgreement) return 'contested';
    const completion = completionOf(side, { ...settings, image: tally.size });
    if (completion === null) return 'unparsed';
    const { firstWins: label, agreement, weight } = weighed;
    return {
      ...factsOf(tally, settings),
      weight,
      agreement,
      votes: won + lost,
      completion,
      source: side.source,
      label,
    };
  });
}
