/**
 * Sentences that answers of the services have in them, `{0}` and so on being what they are said of. They stand here, in English,
 * so that whoever shows an answer can say it in another language.
 */
export const sentences = {
  notes: {
    unlinked: 'No chain of votes links {0}: their ratings have no common scale and are not compared.',
    unrated: 'Not rated, for want of votes: {0}.',
    separated:
      'Some arms never won, or never lost, against others, not even by half: {0}. Their exact rating is infinite; Firth’s correction is shown and the interval is one-sided.',
    separatedInClusters:
      'Some arms never won, or never lost, against others, not even by half: {0}. Their exact rating is infinite; Firth’s correction is shown and the interval is one-sided, for which votes of one rater, and on one image, are taken to correlate by 0.1.',
    oneRater: 'All votes are one rater’s: intervals that allow for raters need at least two.',
    fewRaters:
      'Few raters: those of {0} over {1} weigh like {2} who vote equally often. From {3} raters who differ much, 95% intervals of shares beyond 90% (or below 10%) cover in about {4} of studies, and miss up to {5} times as often by calling the share too extreme; from 23 on they hold. Anytime-valid ones of such shares hold, but end too near to one half at times.',
    independent:
      'Intervals treat votes as independent: the study has more votes than are read one by one for an answer, so they do not allow for raters and images that lean one way. Neither does the test of equivalence.',
    leftOut:
      'Left out, since they have not both won and lost against the others: {0}. A finite rating with covariates does not exist for them.',
    sampled: 'From {0} votes drawn at random of {1}.',
  },
  covariates: {
    side: { title: 'Shown on the left', definition: '1 on the left, −1 on the right' },
    words: {
      title: 'More words',
      definition:
        '(a − b) / (a + b) of the words of reasoning and descriptions: 1 where only the other has none',
    },
    boxes: {
      title: 'More boxes',
      definition: '(a − b) / (a + b) of the numbers of boxes: 1 where only the other has none',
    },
    boxed_area: {
      title: 'More of the image boxed',
      definition: 'a − b of the shares of the image inside boxes: 1 is the whole image more',
    },
    verdict_right: {
      title: 'The right verdict',
      definition: 'a − b, where a right verdict is 1 and any other 0',
    },
  },
  sentinels: {
    median_time:
      'More than {0} of the answers came within {1} s, by the server’s clock; from {2} answers on.',
    reading_time:
      'More than {0} of the answers came sooner than the words shown can be skimmed ({1} ms each); from {2} answers on.',
    image_unseen: 'More than {0} of the answers, and at least {1}, were given without asking for the image.',
    one_sided:
      'So many votes for one side have a probability below {0} even where someone leans to it at {1} (exact binomial, ties and neither left out).',
    long_run: '{0} answers in a row for the same side, or {1} ties or “neither” in a row.',
    same_opening:
      'The first {0} answers are, side for side, those of another rater, whose ballots were others.',
    checks_failed: 'So few passed checks have a probability below {0} where one passes {1} (exact binomial).',
    one_network: 'More than {0} raters came from one network within an hour, this one among them.',
  },
} as const;

const textsOf = (part: unknown): string[] =>
  typeof part === 'string'
    ? [part]
    : typeof part === 'object' && part !== null
      ? Object.values(part).flatMap(textsOf)
      : [];

/** All of them. */
export const sentenceTexts: readonly string[] = textsOf(sentences);

/** A sentence with what it is said of in its places. */
export const fill = (sentence: string, ...values: readonly unknown[]): string =>
  sentence.replace(/\{(\d)\}/g, (place, index) => String(values[Number(index)] ?? place));
