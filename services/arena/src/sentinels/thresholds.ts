/**
 * When sentinels flag a rater. They look at how answers were given, never at what was preferred, and flag without dropping
 * anyone. Chosen so that of honest raters at most 1 in 100 is flagged (sentinels.test.ts); docs/limits-and-sentinels.md
 * says why each.
 */
export const thresholds = {
  /** An answer sooner than this, in milliseconds, is fast: nobody looks at a picture and two explanations in that time. */
  fastMs: 1_500,
  /** An answer sooner than this for each word shown, in milliseconds, is hurried: 2,400 words a minute, ten times a usual reader's. */
  hurriedMsPerWord: 25,
  /** Fewest answers that are judged by their time. */
  leastTimed: 8,
  /** More than this share of fast answers is flagged: the median is fast. */
  fastShare: 0.5,
  hurriedShare: 0.75,
  /** Share of one side that an honest rater may lean to. */
  sideShare: 0.6,
  /** Probability, at that lean, below which a rater's share of one side is flagged. */
  sideP: 0.001,
  /** Share of checks that an attentive rater passes. */
  checkShare: 0.8,
  /** Probability, at that share, below which so few passed checks are flagged. */
  checkP: 0.01,
  /** This many answers for one side in a row, or of tie or neither, are flagged. */
  sideRun: 15,
  neutralRun: 25,
  /** Raters who share their first answers, in order, are flagged where there are this many of these answers. */
  opening: 20,
  /** More than this share of answers without the picture's having been asked for is flagged. */
  unseenShare: 0.2,
  leastUnseen: 5,
  /** More raters than this from one network within an hour are flagged: a class starts together too. */
  networkRaters: 30,
} as const;
