import type { arena } from '@fakexplain/contract';
import { liftTimeLimits, type Sql, type TransactionSql } from '@fakexplain/database';
import { selectMissing } from '../pictures/store-picture.ts';
import { lockDraft } from './drafts.ts';
import { imagesOf, planStudy, type StudyPlan } from './plan-study.ts';

/** Practice ballots of a study that has images to spare. */
const fullPractice = 4;

/**
 * What opening a draft would come to, by the plan that opening itself makes.
 * @throws ProblemError `not-found`, `study-not-draft`
 */
export function checkOpening(sql: Sql, slug: string): Promise<arena.Opening> {
  return sql.begin(async (tx) => {
    await liftTimeLimits(tx);
    const draft = await lockDraft(tx, slug);
    const plan = await planStudy(tx, draft);
    const { asked, arms, images, explained, practice, obstacles } = plan;
    const shown = imagesOf(plan);
    return {
      obstacles,
      warnings: await warningsOf(tx, draft.id, plan),
      images: images.length,
      asked: asked.length,
      practice: practice.length,
      pictures: (await selectMissing(tx, shown)).length,
      arms: arms.map(({ position, name }) => ({
        position,
        name,
        explained: explained[position] ?? 0,
        asked: asked.filter(({ explanations }) => isAsked(explanations, position)).length,
      })),
    };
  }) as Promise<arena.Opening>;
}

function isAsked(explanations: StudyPlan['asked'][number]['explanations'], position: number): boolean {
  const own = explanations[position];
  return own !== undefined && explanations.some((other) => other && other.contentHash !== own.contentHash);
}

async function warningsOf(
  tx: TransactionSql,
  studyId: string,
  { asked, practice }: StudyPlan,
): Promise<string[]> {
  const [study] = await tx<
    {
      ballotsPerRater: number | null;
      results: string;
      embargo: string;
      unhashed: number;
      checks: boolean;
      sound: number;
    }[]
  >`
    select s.ballots_per_rater as "ballotsPerRater", s.results, s.embargo, s.check_share > 0 as checks,
      (select count(distinct i.sha256)::int from arena.study_datasets d
        join catalog.dataset_images di on di.dataset_id = d.dataset_id
        join catalog.images i on i.sha256 = di.image_sha256
        where d.study_id = s.id and i.perceptual_hash is null) as unhashed,
      s.sound_arm as sound
    from arena.studies s where s.id = ${studyId}`;
  if (!study) throw new Error(`the draft ${studyId} vanished`);
  const { ballotsPerRater, results, embargo, unhashed, checks, sound } = study;
  const withheld = embargo !== 'nothing';
  const checkable = asked.filter(({ explanations }) => explanations[sound]).length;
  return [
    ...(asked.length > 0 && practice.length < fullPractice
      ? [
          `${practice.length === 0 ? 'No practice ballot' : `Only ${practice.length} of ${fullPractice} practice ballots`} can be made: practice takes images that are then not asked about, and there are too few, or the sound source marks too little.`,
        ]
      : []),
    ...(checks && asked.length > 0 && checkable < 2
      ? ['No check can be drawn: the sound source explains fewer than two of the images.']
      : []),
    ...(ballotsPerRater !== null && ballotsPerRater > asked.length && asked.length > 0
      ? [
          `A rater is asked ${asked.length} ballots at most, not ${ballotsPerRater}: each image comes once, repeats aside.`,
        ]
      : []),
    ...(withheld && unhashed > 0
      ? [
          `${unhashed} images have no perceptual hash, so images that look like them are not withheld under the embargo. Run "dataset hash-images" first.`,
        ]
      : []),
    ...(withheld && results === 'live'
      ? ['Results are shown a day late, not at once, while the images are under embargo.']
      : []),
  ];
}
