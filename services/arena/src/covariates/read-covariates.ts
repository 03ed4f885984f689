import type { arena } from '@fakexplain/contract';
import { readSnapshot, type Sql } from '@fakexplain/database';
import { sharedAnswers, type Json } from '@fakexplain/service-kit';
import { readRatedArms, type RatedStudy } from '../ratings/rated-study.ts';
import { readExcluded, votesStateOf } from '../ratings/vote-counts.ts';
import { inThreads } from '../reports/in-thread.ts';
import type { ReadVotes } from '../reports/kept-votes.ts';
import type { Reports } from '@fakexplain/service-kit/reports';

/** Covariate reports, kept until the study's next vote or exclusion. */
export function covariateReader({
  reports,
  readVotes,
}: {
  reports: Reports<Sql>;
  readVotes: ReadVotes;
}): (
  study: Pick<RatedStudy, 'id'>,
  withoutExcluded: boolean,
  signal: AbortSignal,
) => Promise<Json<arena.CovariateReport>> {
  const answers = sharedAnswers<arena.CovariateReport>(reports.queue);
  return ({ id }, withoutExcluded, signal) =>
    answers(JSON.stringify([id, withoutExcluded]), signal, async (leaving, kept) => {
      // A thread starts, if none is there, while the database is read.
      reports.run(inThreads.getReady, 'covariates', leaving).catch(() => undefined);
      const read = await readSnapshot(reports.sql, leaving, async (tx, run) => {
        const votes = await readVotes(tx, run, id);
        const state = JSON.stringify([await run(votesStateOf(tx, id)), votes.state]);
        if (kept?.state === state) return kept;
        const excluded = withoutExcluded ? await readExcluded(tx, id) : new Set();
        // A format control shows an explanation on another image than its own, whose size its boxes are of.
        const [explanations] = await run(tx<{ shown: string }[]>`
          select coalesce(json_agg(json_build_object('image', s.image_position, 'arm', s.arm_position, 'label', i.label,
            'verdict', e.verdict, 'reasoning', e.reasoning, 'regions', e.regions, 'width', e.width, 'height', e.height)), '[]')
            ::text as shown
          from arena.study_explanations s
          join arena.study_images i on i.study_id = s.study_id and i.position = s.image_position
          join catalog.parsed_explanations e on e.id = s.explanation_id
          where s.study_id = ${id}`);
        const arms = await readRatedArms(tx, id);
        const packed = votes.of((rater) => !excluded.has(rater));
        return { state, task: { packed, shown: explanations?.shown ?? '[]', arms } };
      });
      if ('answer' in read) return read;
      return { state: read.state, answer: await reports.run(inThreads.covariates, read.task, leaving) };
    });
}
