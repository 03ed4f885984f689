import { createHash } from 'node:crypto';
import type { SqlOrTransaction } from '@fakexplain/database';
import type { ImageSize } from '@fakexplain/explanation';
import { leaveOutParts, type LeftOut } from '../studies/leave-out.ts';
import { showExplanation, type ExplanationContent } from '../studies/show-explanation.ts';
import type { SeenExplanation, SeenPair } from './kernels/audit-pair.ts';

/** What two arms show on an image, by the ids of the explanations. */
export interface ShownPair {
  sha256: string;
  a: string;
  b: string;
}

/** Most images that are looked at for a pair: with more, AUCs of use no longer change. */
const mostImages = 300;

/** A fixed part of the images, the same for a draft and for the study that it becomes. */
export const sampleImages = (pairs: readonly ShownPair[], seed: number): ShownPair[] =>
  pairs
    .map((pair) => ({ pair, key: createHash('md5').update(`${seed}:${pair.sha256}`).digest('hex') }))
    .toSorted((x, y) => (x.key < y.key ? -1 : 1))
    .slice(0, mostImages)
    .map(({ pair }) => pair);

/** What arms a and b of an open or closed study show, differently, on its images. */
export async function selectShownPairs(
  sql: SqlOrTransaction,
  studyId: string,
  { a, b, seed }: { a: number; b: number; seed: number },
): Promise<ShownPair[]> {
  return sql<ShownPair[]>`
    select i.image_sha256 as sha256, x.explanation_id as a, y.explanation_id as b
    from arena.study_explanations x
    join arena.study_explanations y on y.study_id = x.study_id and y.image_position = x.image_position
      and y.arm_position = ${b} and y.content_hash <> x.content_hash
    join arena.study_images i on i.study_id = x.study_id and i.position = x.image_position
    where x.study_id = ${studyId} and x.arm_position = ${a}
    order by md5(${seed}::text || ':' || i.image_sha256)
    limit ${mostImages}`;
}

type SaidRow = ExplanationContent & ImageSize & { id: string };

/** The explanations as raters see them, in the order of the pairs. */
export async function readSeenPairs(
  sql: SqlOrTransaction,
  pairs: readonly ShownPair[],
  leaveOut: LeftOut,
): Promise<SeenPair[]> {
  const rows = await sql<(ImageSize & { a: SaidRow; b: SaidRow })[]>`
    select i.width, i.height,
      jsonb_build_object('id', l.id, 'verdict', l.verdict, 'tags', l.tags, 'reasoning', l.reasoning,
        'regions', l.regions, 'width', l.width, 'height', l.height) as a,
      jsonb_build_object('id', r.id, 'verdict', r.verdict, 'tags', r.tags, 'reasoning', r.reasoning,
        'regions', r.regions, 'width', r.width, 'height', r.height) as b
    from json_to_recordset(${JSON.stringify(pairs.map((pair, place) => ({ ...pair, place })))}::text::json)
      as p(place int, sha256 text, a uuid, b uuid)
    join catalog.images i on i.sha256 = p.sha256
    join catalog.parsed_explanations l on l.id = p.a
    join catalog.parsed_explanations r on r.id = p.b
    order by p.place`;
  return rows.map(({ a, b, ...size }) => {
    const seen = (said: SaidRow): SeenExplanation => ({
      id: said.id,
      verdict: said.verdict,
      size,
      shown: leaveOutParts(showExplanation(said, said, size), leaveOut),
    });
    return { a: seen(a), b: seen(b) };
  });
}
