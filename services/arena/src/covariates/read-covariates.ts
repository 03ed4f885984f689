import { inThreads } from '../reports/in-thread.ts';
import { voteReportReader } from '../reports/vote-report.ts';

/** Covariate reports. */
export const covariateReader = (means: Parameters<typeof voteReportReader>[0]) =>
  voteReportReader(means, {
    make: inThreads.covariates,
    // A thread starts, if none is there, while the database is read.
    prepare: (leaving) => {
      means.reports.run(inThreads.getReady, 'covariates', leaving).catch(() => undefined);
    },
    readFurther: async (tx, run, id) => {
      // A format control shows an explanation on another image than its own, whose size its boxes are of.
      const [explanations] = await run(tx<{ shown: string }[]>`
        select coalesce(json_agg(json_build_object('image', s.image_position, 'arm', s.arm_position, 'label', i.label,
          'verdict', e.verdict, 'reasoning', e.reasoning, 'regions', e.regions, 'width', e.width, 'height', e.height)), '[]')
          ::text as shown
        from arena.study_explanations s
        join arena.study_images i on i.study_id = s.study_id and i.position = s.image_position
        join catalog.parsed_explanations e on e.id = s.explanation_id
        where s.study_id = ${id}`);
      return { shown: explanations?.shown ?? '[]' };
    },
  });
