import type { Sql } from '@fakexplain/database';
import type { ImageSize } from '@fakexplain/explanation';
import { LRUCache } from 'lru-cache';
import { freshFor, readKept } from './read-kept.ts';
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
    ...freshFor(freshMs, clock),
  });
  return async (studyId, places) => {
    const explanations = await readKept(kept, places, {
      keyOf: ({ image, arm }) => `${studyId} ${image} ${arm}`,
      read: async (missing) => {
        const rows = await selectArmExplanations(sql, studyId, missing);
        return missing.map(({ image, arm }) => rows.find((row) => row.image === image && row.arm === arm));
      },
    });
    return explanations.map((explanation, index) => {
      if (explanation) return explanation;
      const { image, arm } = places[index] ?? {};
      throw new Error(`arm ${arm} of study ${studyId} explains nothing on image ${image}`);
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
