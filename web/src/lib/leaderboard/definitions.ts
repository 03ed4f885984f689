/** What a number on the leaderboard is; the page, the CSV's comments and the JSON say the same words. */
export interface Definition {
  term: string;
  /** Columns of the downloads it stands in. */
  columns: string[];
  text: string;
}

export const ratingDefinitions: Definition[] = [
  {
    term: 'Rating (Elo)',
    columns: ['elo', 'method'],
    text: 'Bradley–Terry strength on the Elo scale, the exact maximum of the likelihood, ties counted as half a win each, “neither” left out; centred on 0 within a group of arms that votes connect. 400 points are odds of 10 to 1. Where no finite maximum exists, Firth’s correction is used and named, or no value is given.',
  },
  {
    term: 'Interval',
    columns: ['interval_kind', 'interval_low', 'interval_high'],
    text: 'Confidence interval of the rating at the level that the leaderboard is stamped with, from the sandwich variance. “At least” and “at most” mean that the votes bound the rating on one side only, as for an arm that never lost. It describes one arm; it does not decide ranks.',
  },
  {
    term: 'Rank',
    columns: ['rank_best', 'rank_worst'],
    text: 'Best and worst rank that the simultaneous intervals of all differences between arms allow. “1–2” means that the votes do not tell first from second.',
  },
  {
    term: 'Wins, ties, neither, losses',
    columns: ['votes', 'wins', 'ties', 'neither', 'losses'],
    text: 'Current votes on regular ballots in which the arm took part; corrections replace, and repeats and checks are not counted.',
  },
  {
    term: 'Davidson, ties dropped',
    columns: ['davidson', 'ties_dropped'],
    text: 'The same strengths with ties modelled by Davidson’s extension, and with ties left out: beside the rating, to show what the treatment of ties does.',
  },
];

export const pairDefinitions: Definition[] = [
  {
    term: 'Share',
    columns: ['wins_a', 'n', 'share', 'bound'],
    text: 'Of the votes that prefer one of the two (n), the part that prefers the first (k). Ties and “neither” are not in n. A share of 0 or 100% is to be read as the bound of its exact interval.',
  },
  {
    term: 'Clustered interval',
    columns: ['clustered_kind', 'clustered_low', 'clustered_high'],
    text: 'Allows for votes of one rater, and on one image, being alike (two-way clustered by rater and image, Student t). The one to cite.',
  },
  {
    term: 'Exact and Wilson intervals',
    columns: ['exact_kind', 'exact_low', 'exact_high', 'wilson_kind', 'wilson_low', 'wilson_high'],
    text: 'Clopper–Pearson and Wilson intervals of k of n, as if every vote were independent: narrower than is true once raters and images differ.',
  },
  {
    term: 'p',
    columns: ['p'],
    text: 'Exact two-sided binomial test that both are preferred equally often, as if every vote were independent.',
  },
  {
    term: 'Equivalence',
    columns: ['equivalence_p', 'equivalent'],
    text: 'Two one-sided tests against 50% plus and minus the study’s margin; “yes” where the share lies within the margin beyond reasonable doubt. Without it, “no difference found” is not “equal”.',
  },
  {
    term: 'Bounds with neutral votes',
    columns: ['neutral_to_b', 'neutral_to_a'],
    text: 'The share if every tie and “neither” had gone to the second arm, and if all had gone to the first.',
  },
  {
    term: 'Votes to flip',
    columns: ['votes_to_flip'],
    text: 'How many votes would have to change sides for the majority to turn.',
  },
];

export const sideBiasDefinition: Definition = {
  term: 'Side bias',
  columns: [],
  text: 'Of the votes that prefer a side, the part that prefers the left one. Sides are drawn at random, so it should hold 50%; a lasting lean shows habit, not preference, and cancels between arms.',
};
