import type { Sql } from '@fakexplain/database';
import type { ImageSize } from '@fakexplain/explanation';
import { LRUCache } from 'lru-cache';
import type { ExplanationContent } from '../studies/show-explanation.ts';

/** What an arm shows on an image. A study fixes it at opening. */
export interface ArmExplanation extends ExplanationContent, ImageSize {
  explanationId: string;
  /** Of reasoning and descriptions. */
  words: number;
}

/** Where an explanation stands in a study. */
export interface Place {
  image: number;
  arm: number;
}

/** Explanations by place, in the order of the places. @throws where an arm explains nothing there */
export type ReadArmExplanations = (studyId: string, places: readonly Place[]) => Promise<ArmExplanation[]>;

/** Characters that are kept at most. */
const mostCharacters = 16_000_000;
/** Milliseconds after which one is read again: texts of models are parsed anew by a newer grammar. */
const freshMs = 60_000;

/** Reads what arms show on images, and keeps what raters were shown lately. */
export function keepArmExplanations(sql: Sql, clock: () => Date): ReadArmExplanations {
  const kept = new LRUCache<string, ArmExplanation>({
    maxSize: mostCharacters,
    sizeCalculation: (explanation) => JSON.stringify(explanation).length,
    ttl: freshMs,
    ttlResolution: 0,
    perf: { now: () => clock().getTime() },
  });
  const keyOf = (studyId: string, { image, arm }: Place) => `${studyId} ${image} ${arm}`;
  return async (studyId, places) => {
    const found = new Map<string, ArmExplanation | undefined>();
    for (const place of places) found.set(keyOf(studyId, place), kept.get(keyOf(studyId, place)));
    const missing = places.filter((place) => !found.get(keyOf(studyId, place)));
    if (missing.length > 0)
      for (const { image, arm, ...explanation } of await selectArmExplanations(sql, studyId, missing)) {
        found.set(keyOf(studyId, { image, arm }), explanation);
        kept.set(keyOf(studyId, { image, arm }), explanation);
      }
    return places.map((place) => {
      const explanation = found.get(keyOf(studyId, place));
      if (!explanation)
        throw new Error(`arm ${place.arm} of study ${studyId} explains nothing on image ${place.image}`);
      return explanation;
    });
  };
}

const selectArmExplanations = (sql: Sql, studyId: string, places: readonly Place[]) =>
  sql<(ArmExplanation & Place)[]>`
    select se.image_position as image, se.arm_position as arm, e.id as "explanationId", e.verdict, e.tags, e.reasoning,
      e.regions, e.width, e.height,
      regexp_count(e.reasoning, '\\S+') + regexp_count(
        coalesce(jsonb_path_query_array(e.regions, '$[*].description')::text, ''), '\\S+') as words
    from unnest(${sql.array(places.map(({ image }) => image))}::int[], ${sql.array(places.map(({ arm }) => arm))}::smallint[])
      as p(image, arm)
    join arena.study_explanations se
      on se.study_id = ${studyId} and se.image_position = p.image and se.arm_position = p.arm
    join catalog.parsed_explanations e on e.id = se.explanation_id`;
