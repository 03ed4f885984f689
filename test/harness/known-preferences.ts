import { uniformSource } from '@fakexplain/statistics/random';

export interface KnownPreferences {
  /** Elo of each arm, by name. */
  elo: Record<string, number>;
  /** Log-odds that the left side has on top, of explanations as good as each other. */
  sideBias: number;
  /** Share of votes that are given without a thought, for either side. */
  lapses: number;
  /** Share of votes that are ties. */
  ties: number;
  seed: number;
}

export type Said = 'left' | 'right' | 'tie';

/** Votes of one deck. Which ballots are drawn is the server's chance, so that what is said of them must not be chance as well. */
const cards = 20;

/**
 * Raters who together prefer as they are told to. For each pair of arms, and each way round, their answers are dealt from a shuffled
 * deck that holds every answer as often as Bradley and Terry's model has it: single answers are random, shares are those of the deck.
 */
export function knownPreferences({ elo, sideBias, lapses, ties, seed }: KnownPreferences) {
  const random = uniformSource(seed);
  const decided = Math.round(cards * (1 - ties));
  const leftCards = (left: string, right: string) => {
    const odds = (((elo[left] ?? 0) - (elo[right] ?? 0)) * Math.LN10) / 400 + sideBias;
    return Math.round(decided * ((1 - lapses) / (1 + Math.exp(-odds)) + lapses / 2));
  };
  const decks = new Map<string, Said[]>();

  function shuffled(left: string, right: string): Said[] {
    const lefts = leftCards(left, right);
    const deck = Array.from({ length: cards }, (_, at): Said =>
      at < lefts ? 'left' : at < decided ? 'right' : 'tie',
    );
    for (let at = cards - 1; at > 0; at -= 1) {
      const other = Math.floor(random() * (at + 1));
      [deck[at], deck[other]] = [deck[other] ?? 'tie', deck[at] ?? 'tie'];
    }
    return deck;
  }

  /** Share of the votes for a side that are for the first arm, each arm being left as often. */
  const shareOf = (a: string, b: string) => (leftCards(a, b) + (decided - leftCards(b, a))) / (2 * decided);

  return {
    answer(left: string, right: string): Said {
      const key = `${left} ${right}`;
      const deck = decks.get(key)?.length ? (decks.get(key) ?? []) : shuffled(left, right);
      decks.set(key, deck);
      return deck.pop() ?? 'tie';
    },
    shareOf,
    /** Share of the votes for a side that are for the left one. */
    leftShare(): number {
      const names = Object.keys(elo);
      const ways = names.flatMap((left) =>
        names.filter((right) => right !== left).map((right) => [left, right]),
      );
      return (
        ways.reduce((sum, [left = '', right = '']) => sum + leftCards(left, right), 0) /
        (ways.length * decided)
      );
    },
    /**
     * Elo of each arm, their mean 0, where a tie is half a win and every pair is asked as often: the fixed point of Zermelo's
     * iteration.
     */
    ratings(): Record<string, number> {
      const names = Object.keys(elo);
      const won = (a: string, b: string) => (shareOf(a, b) * decided + (cards - decided) / 2) / cards;
      let strengths = names.map(() => 1);
      for (let step = 0; step < 2_000; step += 1)
        strengths = names.map((a, i) => {
          const others = names.flatMap((b, j) => (i === j ? [] : [{ b, strength: strengths[j] ?? 1 }]));
          const wins = others.reduce((sum, { b }) => sum + won(a, b), 0);
          const met = others.reduce((sum, { strength }) => sum + 1 / ((strengths[i] ?? 1) + strength), 0);
          return wins / met;
        });
      const points = strengths.map((strength) => 400 * Math.log10(strength));
      const mean = points.reduce((sum, one) => sum + one, 0) / points.length;
      return Object.fromEntries(names.map((name, i) => [name, (points[i] ?? 0) - mean]));
    },
  };
}
