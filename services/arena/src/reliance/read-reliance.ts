import { inThreads } from '../reports/in-thread.ts';
import { voteReportReader } from '../reports/vote-report.ts';

/** Reliance reports. */
export const relianceReader = (means: Parameters<typeof voteReportReader>[0]) =>
  voteReportReader(means, {
    make: inThreads.reliance,
    readFurther: async (tx, run, id) => {
      const [said] = await run(tx<{ said: string }[]>`
        select json_build_object(
          'labels', (select coalesce(json_agg(json_build_object('image', i.position, 'label', i.label)), '[]')
            from arena.study_images i where i.study_id = ${id}),
          'verdicts', (select coalesce(json_agg(json_build_object('image', s.image_position, 'arm', s.arm_position,
              'verdict', e.verdict)), '[]')
            from arena.study_explanations s join catalog.parsed_explanations e on e.id = s.explanation_id
            where s.study_id = ${id} and e.verdict is not null))::text as said`);
      if (!said) throw new Error('a query without "from" gave no row');
      return said;
    },
  });
