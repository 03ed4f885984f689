import { liftTimeLimits, type Sql, type TransactionSql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';
import { PictureRefused, type Pictures } from '../pictures/pictures.ts';
import { refuseOpening } from '../pictures/refuse-opening.ts';
import { selectMissing } from '../pictures/store-picture.ts';
import { choosePractice } from './choose-practice.ts';
import type { Practice } from './choose-practice.ts';
import { freezeImages, undrawableArms } from './freeze-images.ts';
import type { FrozenImage } from './freeze-images.ts';
import { lockDraft } from './drafts.ts';
import type { Draft } from './drafts.ts';
import { leaveOutParts } from './leave-out.ts';
import { armExplanations, selectAskedImages, selectExplanations } from './load-arms.ts';
import type { AskedImage, SourceExplanation, StudyArm } from './load-arms.ts';
import { uniformSource } from '@fakexplain/statistics/random';
import { insertFrozenImages, insertPractice } from './store-frozen.ts';

/** Images that are asked for each one that practice takes. */
const askedPerPractice = 10;

interface Dependencies {
  sql: Sql;
  pictures: Pictures;
}

/** Pictures for raters of the images that a draft would ask about. */
interface Prepared {
  total: number;
  /** Those that are there. */
  made: number;
}

/**
 * Fixes a draft's images and what each arm shows on each, makes the practice ballots, and opens it; all or nothing. Pictures
 * for raters that are missing are made first, and stay where opening fails, so that the next attempt goes on from there.
 * @throws ProblemError `not-found`, `study-not-draft`, `study-not-drawable`, `image-not-shown`
 */
export async function openStudy({ sql, pictures }: Dependencies, slug: string, now: Date): Promise<void> {
  const open = () =>
    sql.begin(async (tx) => {
      await liftTimeLimits(tx);
      const study = await lockDraft(tx, slug);
      const { asked, practice } = await planStudy(tx, study);
      const missing = await selectMissing(tx, imagesOf(asked, practice));
      if (missing.length > 0) return missing;
      await insertFrozenImages(tx, study.id, asked);
      await insertPractice(tx, study.id, practice);
      await tx`update arena.studies set status = 'open', opened_at = ${now.toISOString()} where id = ${study.id}`;
      return [];
    });
  // A dataset may have grown while pictures were made.
  for (let missing = await open(); missing.length > 0; missing = await open())
    await makePictures({ sql, pictures }, missing);
}

/**
 * Makes pictures for raters that opening a draft needs, two of them at least.
 * @param ms how long others are begun
 * @throws ProblemError `not-found`, `study-not-draft`, `study-not-drawable`, `image-not-shown`
 */
export async function prepareStudy(
  { sql, pictures }: Dependencies,
  slug: string,
  ms: number,
): Promise<Prepared> {
  const images = await sql.begin(async (tx) => {
    await liftTimeLimits(tx);
    const { asked, practice } = await planStudy(tx, await lockDraft(tx, slug));
    return imagesOf(asked, practice);
  });
  await makePictures({ sql, pictures }, await selectMissing(sql, images), AbortSignal.timeout(ms));
  const missing = await selectMissing(sql, images);
  return { total: images.length, made: images.length - missing.length };
}

async function makePictures(
  { sql, pictures }: Dependencies,
  images: string[],
  signal?: AbortSignal,
): Promise<void> {
  await pictures
    .make(images, signal)
    .catch((error: unknown) =>
      error instanceof PictureRefused ? refuseOpening(sql, error) : Promise.reject(error),
    );
}

const imagesOf = (asked: FrozenImage<AskedImage>[], practice: Practice[]): string[] => [
  ...new Set([...asked.map(({ image }) => image.sha256), ...practice.map(({ sha256 }) => sha256)]),
];

/** What a draft asks about if it is opened now. @throws ProblemError `study-not-drawable` */
export async function planStudy(
  tx: TransactionSql,
  study: Draft,
): Promise<{ practice: Practice[]; asked: FrozenImage<AskedImage>[] }> {
  const arms = await tx<StudyArm[]>`
    select position, name, kind, source_id as "sourceId", run_id as "runId"
    from arena.arms where study_id = ${study.id} order by position`;
  const images = await selectAskedImages(tx, study.id);
  const sizes = new Map(images.map((image) => [image.sha256, image]));
  let sound: SourceExplanation[] = [];
  const shown = [];
  for (const arm of arms) {
    const explanations = await selectExplanations(tx, study.id, arm);
    if (arm.position === study.soundArm)
      sound = explanations.map((said) => {
        // The verdict stays: practice is made of explanations that have one.
        const { tags = [], reasoning } = leaveOutParts(said, study.leaveOut);
        return { ...said, tags, reasoning };
      });
    shown.push(armExplanations(arm, explanations, sizes, study));
  }
  const all = freezeImages(images, shown);
  refuseUndrawable(all, arms, images.length, shown);
  const candidates = choosePractice(sound, sizes, uniformSource(study.seed));
  const plan = setPracticeAside(all, candidates, arms.length);
  refuseUnpractisable(study.requiredPractice, plan.practice.length, images.length);
  return plan;
}

function refuseUndrawable(
  frozen: FrozenImage<AskedImage>[],
  arms: StudyArm[],
  images: number,
  shown: ReadonlyMap<string, unknown>[],
): void {
  const undrawable = undrawableArms(frozen, arms.length);
  if (undrawable.length === 0) return;
  const covered = (position: number) =>
    `"${arms[position]?.name}" explains ${shown[position]?.size ?? 0} of them`;
  throw new ProblemError('study-not-drawable', {
    detail:
      `The study's datasets hold ${images} images. Each arm needs at least one that another arm explains differently; ` +
      `this is missing for: ${undrawable.map(covered).join('; ')}.`,
  });
}

function refuseUnpractisable(required: number, made: number, images: number): void {
  if (required <= made) return;
  throw new ProblemError('study-not-drawable', {
    detail:
      `The study requires ${required} practice ballots to be answered rightly, but only ${made} can be made of its ${images} images: ` +
      `one for every ${askedPerPractice + 1} images, from what the sound source marks on them. Add images, or require less.`,
  });
}

/**
 * Practice tells which explanation is sound, so its images are never asked again. A study too small to spare them all has
 * fewer practice ballots, the easy ones, or none: the guide's words must do.
 */
function setPracticeAside<P extends { sha256: string }>(
  frozen: FrozenImage<AskedImage>[],
  practice: P[],
  arms: number,
): { practice: P[]; asked: FrozenImage<AskedImage>[] } {
  for (let count = practice.length; count > 0; count--) {
    const some = practice.slice(0, count);
    const used = new Set(some.map(({ sha256 }) => sha256));
    const asked = frozen.filter(({ image }) => !used.has(image.sha256));
    if (asked.length >= askedPerPractice * count && undrawableArms(asked, arms).length === 0)
      return { practice: some, asked };
  }
  return { practice: [], asked: frozen };
}
