import type { catalog } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { count, eq } from 'drizzle-orm';

const { explanations, runs, sources } = catalogSchema;

/** Every source with how much it explained, by slug. */
export function listSources(db: Database): Promise<catalog.Source[]> {
  return db
    .select({
      slug: sources.slug,
      name: sources.name,
      kind: sources.kind,
      demo: sources.demo,
      description: sources.description,
      explanations: count(explanations.id),
    })
    .from(sources)
    .leftJoin(runs, eq(runs.sourceId, sources.id))
    .leftJoin(explanations, eq(explanations.runId, runs.id))
    .groupBy(sources.id)
    .orderBy(sources.slug);
}
