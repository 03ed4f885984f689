import { inference } from '@fakexplain/contract';
import type { DatabaseOrTransaction } from '@fakexplain/database';
import { inferenceSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { asc, eq, sql } from 'drizzle-orm';
import { parseManifest } from '../models/parse-manifest.ts';
import { selectRuns } from './select-runs.ts';

const { generations, provenances } = inferenceSchema;

/** A run and how far it is. @throws ProblemError `not-found` */
export async function findRun(db: DatabaseOrTransaction, id: string): Promise<inference.Run> {
  const [run] = await selectRuns(db, sql`g.run_id = ${id}`);
  if (!run) throw unknownRun(id);
  return run;
}

/** A run with everything needed to repeat it. @throws ProblemError `not-found` */
export async function readRun(db: DatabaseOrTransaction, id: string): Promise<inference.RunDetails> {
  const run = await findRun(db, id);
  const [generation] = await db.select().from(generations).where(eq(generations.runId, id));
  if (!generation) throw unknownRun(id);
  const answered = await db
    .select({ provenance: provenances.provenance })
    .from(provenances)
    .where(eq(provenances.runId, id))
    .orderBy(asc(provenances.firstAt), asc(provenances.hash));
  const prompt = parseManifest(generation.manifest).manifest?.prompt;
  return {
    ...run,
    fold: generation.fold,
    limit: generation.imageLimit,
    manifestSha256: generation.manifestSha256,
    manifest: generation.manifest,
    prompt: prompt ? { system: prompt.system ?? null, user: prompt.user } : null,
    decoding: generation.decoding,
    provenance: answered.map(({ provenance }) => inference.provenanceSchema.parse(provenance)),
  };
}

export const unknownRun = (id: string) => new ProblemError('not-found', { detail: `There is no run ${id}.` });
