import type { Database } from '@fakexplain/database';
import { isPublicImage } from '@fakexplain/database/embargo';
import { catalogSchema, metricsSchema } from '@fakexplain/database/schema';
import { and, eq, gt, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { ScoredImage } from '../summaries/run-table.ts';

const { datasetImages, explanations, runs } = catalogSchema;
const { scores } = metricsSchema;

export interface ScoredPair {
  sha256: string;
  path: string;
  /** Whether the public may see the image now. */
  isPublic: boolean;
  a: ScoredImage;
  b: ScoredImage;
}

const imagesInPage = 1_000;

const sideOf = (name: string) => ({
  explanation: alias(explanations, `explanation_${name}`),
  score: alias(scores, `score_${name}`),
});
type Side = ReturnType<typeof sideOf>;

const fieldsOf = ({ explanation, score }: Side) => ({
  unit: sql<string>`coalesce(${datasetImages.groupKey}, ${datasetImages.imageSha256})`,
  label: datasetImages.label,
  verdict: explanation.verdict,
  probability: explanation.probability,
  parseStatus: explanation.parseStatus,
  entries: score.entries,
});

/** The images of which two runs of a dataset both have a scored explanation, by hash, page by page. */
export async function* readPairs(db: Database, ids: { a: string; b: string }): AsyncGenerator<ScoredPair[]> {
  const [a, b] = [sideOf('a'), sideOf('b')];
  let after = '';
  for (;;) {
    const page: ScoredPair[] = await db
      .select({
        sha256: datasetImages.imageSha256,
        path: datasetImages.path,
        isPublic: sql<boolean>`${isPublicImage(datasetImages.imageSha256)}`,
        a: fieldsOf(a),
        b: fieldsOf(b),
      })
      .from(a.explanation)
      .innerJoin(runs, eq(runs.id, a.explanation.runId))
      .innerJoin(
        datasetImages,
        and(
          eq(datasetImages.datasetId, runs.datasetId),
          eq(datasetImages.imageSha256, a.explanation.imageSha256),
        ),
      )
      .innerJoin(
        b.explanation,
        and(eq(b.explanation.runId, ids.b), eq(b.explanation.imageSha256, a.explanation.imageSha256)),
      )
      .innerJoin(a.score, eq(a.score.explanationId, a.explanation.id))
      .innerJoin(b.score, eq(b.score.explanationId, b.explanation.id))
      .where(and(eq(a.explanation.runId, ids.a), gt(a.explanation.imageSha256, after)))
      .orderBy(a.explanation.imageSha256)
      .limit(imagesInPage);
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < imagesInPage) return;
    after = last.sha256;
  }
}
