import type { DatabaseOrTransaction } from '@fakexplain/database';
import { blindingSchema } from '@fakexplain/database/schema';
import { and, eq } from 'drizzle-orm';
import { method } from './method.ts';

const { blindingAudits } = blindingSchema;

export type Recognitions = Pick<typeof blindingAudits.$inferSelect, 'byForm' | 'byAll'>;

/** How well the arms of a study can be told apart, by `a-b`; empty until it has been audited. */
export async function readRecognitions(
  db: DatabaseOrTransaction,
  studyId: string,
): Promise<{ madeAt: Date | null; ofPair: ReadonlyMap<string, Recognitions> }> {
  const rows = await db
    .select()
    .from(blindingAudits)
    .where(and(eq(blindingAudits.studyId, studyId), eq(blindingAudits.method, method)));
  return {
    madeAt: rows[0]?.madeAt ?? null,
    ofPair: new Map(rows.map(({ armA, armB, byForm, byAll }) => [`${armA}-${armB}`, { byForm, byAll }])),
  };
}
