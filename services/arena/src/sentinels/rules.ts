import { fill, sentences, type arena } from '@fakexplain/contract';
import { thresholds as t } from './thresholds.ts';

const said = sentences.sentinels;
const percent = (share: number) => `${share * 100}%`;

/** Whom each sentinel flags, in words; flag-raters.ts says it in SQL. */
export const rules: Record<arena.Sentinel, string> = {
  median_time: fill(said.median_time, percent(t.fastShare), t.fastMs / 1_000, t.leastTimed),
  reading_time: fill(said.reading_time, percent(t.hurriedShare), t.hurriedMsPerWord, t.leastTimed),
  image_unseen: fill(said.image_unseen, percent(t.unseenShare), t.leastUnseen),
  one_sided: fill(said.one_sided, t.sideP, percent(t.sideShare)),
  long_run: fill(said.long_run, t.sideRun, t.neutralRun),
  same_opening: fill(said.same_opening, t.opening),
  checks_failed: fill(said.checks_failed, t.checkP, percent(t.checkShare)),
  one_network: fill(said.one_network, t.networkRaters),
};
