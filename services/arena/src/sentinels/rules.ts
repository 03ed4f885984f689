import type { arena } from '@fakexplain/contract';
import { thresholds as t } from './thresholds.ts';

const percent = (share: number) => `${share * 100}%`;

/** Whom each sentinel flags, in words; flag-raters.ts says it in SQL. */
export const rules: Record<arena.Sentinel, string> = {
  median_time: `More than ${percent(t.fastShare)} of the answers came within ${t.fastMs / 1_000} s, by the server’s clock; from ${t.leastTimed} answers on.`,
  reading_time: `More than ${percent(t.hurriedShare)} of the answers came sooner than the words shown can be skimmed (${t.hurriedMsPerWord} ms each); from ${t.leastTimed} answers on.`,
  image_unseen: `More than ${percent(t.unseenShare)} of the answers, and at least ${t.leastUnseen}, were given without asking for the image.`,
  one_sided: `So many votes for one side have a probability below ${t.sideP} even where someone leans to it at ${percent(t.sideShare)} (exact binomial, ties and neither left out).`,
  long_run: `${t.sideRun} answers in a row for the same side, or ${t.neutralRun} ties or “neither” in a row.`,
  same_opening: `The first ${t.opening} answers are, side for side, those of another rater, whose ballots were others.`,
  checks_failed: `So few passed checks have a probability below ${t.checkP} where one passes ${percent(t.checkShare)} (exact binomial).`,
  one_network: `More than ${t.networkRaters} raters came from one network within an hour, this one among them.`,
};
