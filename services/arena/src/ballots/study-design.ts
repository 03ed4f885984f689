import type { Sql } from '@fakexplain/database';
import { leaveOutParts, type LeftOut } from '../studies/leave-out.ts';
import type { ExplanationContent } from '../studies/show-explanation.ts';

/** What an open study can ask, as numbers; fixed at opening, so it is loaded once. */
export interface StudyDesign {
  arms: number;
  images: number;
  /** What arm a shows on image i, at i · arms + a: −1 for nothing; on one image, equal numbers look the same. */
  contents: Int32Array;
  /** Pairs of arms (a < b) that some image can be asked for, in order; `images` says how many can. */
  pairs: { a: number; b: number; images: number }[];
  /** Whether an image can be asked for any pair. */
  askable: boolean[];
  /** Words of the sound arm's explanation of each image, as a number; −1 where it has none with a verdict. */
  soundWords: Int32Array;
}

/** Whether an image can be asked for a pair: both arms explain it, and differently. */
export function asks(
  { arms, contents }: Pick<StudyDesign, 'arms' | 'contents'>,
  a: number,
  b: number,
  image: number,
): boolean {
  const left = contents[image * arms + a] ?? -1;
  const right = contents[image * arms + b] ?? -1;
  return left >= 0 && right >= 0 && left !== right;
}

interface DesignedStudy {
  id: string;
  soundArm: number;
  leaveOut: LeftOut;
}

export async function loadStudyDesign(sql: Sql, study: DesignedStudy): Promise<StudyDesign> {
  const studyId = study.id;
  const [size] = await sql<{ arms: number; images: number }[]>`
    select (select count(*)::int from arena.arms where study_id = ${studyId}) as arms,
      (select count(*)::int from arena.study_images where study_id = ${studyId}) as images`;
  const { arms, images } = size ?? { arms: 0, images: 0 };
  const rows = await sql<{ image: number; arms: number[]; contents: number[] }[]>`
    select image_position as image, array_agg(arm_position::int order by arm_position) as arms,
      array_agg(content order by arm_position) as contents
    from (select image_position, arm_position,
        dense_rank() over (partition by image_position order by content_hash)::int as content
      from arena.study_explanations where study_id = ${studyId}) ranked
    group by image_position`;
  const contents = new Int32Array(images * arms).fill(-1);
  for (const row of rows)
    for (const [index, arm] of row.arms.entries())
      contents[row.image * arms + arm] = row.contents[index] ?? -1;
  return completeDesign({ arms, images, contents, soundWords: await loadSoundWords(sql, study, images) });
}

/** Adds what follows from what each arm shows. */
export function completeDesign(
  shown: Pick<StudyDesign, 'arms' | 'images' | 'contents' | 'soundWords'>,
): StudyDesign {
  const pairs = findPairs(shown.arms, shown.images, shown.contents);
  const askable = Array.from({ length: shown.images }, (_, image) =>
    pairs.some(({ a, b }) => asks(shown, a, b, image)),
  );
  return { ...shown, pairs, askable };
}

async function loadSoundWords(
  sql: Sql,
  { id, soundArm, leaveOut }: DesignedStudy,
  images: number,
): Promise<Int32Array> {
  const rows = await sql<(ExplanationContent & { image: number })[]>`
    select s.image_position as image, e.verdict, e.tags, e.reasoning, e.regions
    from arena.study_explanations s join catalog.parsed_explanations e on e.id = s.explanation_id
    where s.study_id = ${id} and s.arm_position = ${soundArm} and e.verdict is not null
    order by s.image_position`;
  return numberWords(rows, images, leaveOut);
}

/** Numbers the words that raters see of the sound arm's explanations, by image: equal words have equal numbers. */
export function numberWords(
  rows: readonly (ExplanationContent & { image: number })[],
  images: number,
  leaveOut: LeftOut,
): Int32Array {
  const soundWords = new Int32Array(images).fill(-1);
  const numbers = new Map<string, number>();
  for (const { image, ...content } of rows) {
    const { regions, ...parts } = leaveOutParts(content, leaveOut);
    const words = JSON.stringify([parts, regions.map(({ description }) => description)]);
    const number = numbers.get(words) ?? numbers.size;
    numbers.set(words, number);
    soundWords[image] = number;
  }
  return soundWords;
}

function findPairs(arms: number, images: number, contents: Int32Array): StudyDesign['pairs'] {
  const counts = new Int32Array(arms * arms);
  for (let image = 0; image < images; image++) {
    for (let a = 0; a < arms; a++) {
      const left = contents[image * arms + a] ?? -1;
      if (left < 0) continue;
      for (let b = a + 1; b < arms; b++) {
        const right = contents[image * arms + b] ?? -1;
        if (right >= 0 && right !== left) counts[a * arms + b] = (counts[a * arms + b] ?? 0) + 1;
      }
    }
  }
  return [...counts.entries()]
    .filter(([, images]) => images > 0)
    .map(([index, images]) => ({ a: Math.floor(index / arms), b: index % arms, images }));
}
