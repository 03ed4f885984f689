import type { Database } from '@fakexplain/database';
import { contentHash } from '@fakexplain/database/explanations';
import { catalogSchema, views } from '@fakexplain/database/schema';
import {
  coordinateSpaceSchema,
  grammarSchema,
  parseExplanation,
  parserVersion,
  type ParseProblem,
} from '@fakexplain/explanation';
import { and, eq, lt, notExists, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';

const { explanations, images } = catalogSchema;
const { explanationsInUse } = views;

/** Without its schema, as a lock must name it. */
const explanation = alias(explanations, 'explanation');

const textsInBatch = 200;

/** Problems of the answer itself: no parser finds them in the text, and none takes them away. */
const ofAnswer = new Set(['truncated', 'lost_markers']);

/**
 * Reads stored texts again that an older parser has read, with the grammar, the coordinate space and the settings stored
 * with them. The probability stays. What a study shows stays as it is, since people may have voted on it, and so does a
 * text whose grammar or coordinate space is unknown.
 *
 * Each batch is a transaction, and a text that is read again is not looked at a second time: after an interruption the next
 * call goes on, and several can run at once. Scoring finds what has changed.
 *
 * @param signal stops after the batch in hand
 * @returns how many texts were read again
 */
export async function rereadTexts(db: Database, signal?: AbortSignal): Promise<number> {
  let reread = 0;
  for (;;) {
    const done = await rereadBatch(db);
    reread += done;
    if (done < textsInBatch || signal?.aborted) return reread;
  }
}

async function rereadBatch(db: Database): Promise<number> {
  return db.transaction(async (tx) => {
    const inUse = tx
      .select({ one: sql`1` })
      .from(explanationsInUse)
      .where(eq(explanationsInUse.explanationId, explanation.id));
    const rows = await tx
      .select({
        id: explanation.id,
        text: explanation.rawText,
        grammar: explanation.grammar,
        space: explanation.coordinateSpace,
        settings: explanation.readingSettings,
        probability: explanation.probability,
        problems: explanation.parseProblems,
        width: images.width,
        height: images.height,
      })
      .from(explanation)
      .innerJoin(images, eq(images.sha256, explanation.imageSha256))
      .where(and(lt(explanation.parserVersion, parserVersion), notExists(inUse)))
      .orderBy(explanation.id)
      .limit(textsInBatch)
      // A study that is being made holds the rows that it will show.
      .for('update', { of: explanation, skipLocked: true });
    for (const { id, text, grammar, space, settings, probability, problems, width, height } of rows) {
      const parsed = parseExplanation(text ?? '', {
        grammar: grammarSchema.parse(grammar),
        space: coordinateSpaceSchema.parse(space),
        image: { width, height },
        ...settings,
      });
      const kept = problems.filter(({ code }: ParseProblem) => ofAnswer.has(code));
      const { verdict, tags, reasoning, regions } = parsed.explanation;
      await tx
        .update(explanations)
        .set({
          verdict,
          tags,
          reasoning,
          regions,
          parseStatus: kept.length > 0 && parsed.status === 'ok' ? 'partial' : parsed.status,
          parseProblems: [...parsed.problems, ...kept],
          contentHash: contentHash({ ...parsed.explanation, probability }),
          parserVersion,
        })
        .where(eq(explanations.id, id));
    }
    return rows.length;
  });
}
