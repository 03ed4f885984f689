import { recordChange, type Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { and, eq, inArray, sql } from 'drizzle-orm';
import { findImport, type StoredImport } from './read-imports.ts';
import { fileNameFrom } from './uploads.ts';

const { imports } = catalogSchema;
const touched = { touchedAt: sql`now()` };

type Change = Partial<Omit<typeof imports.$inferInsert, 'touchedAt'>>;

export async function addImport(db: Database, fileName: string, byteSize: number): Promise<StoredImport> {
  return db.transaction(async (tx) => {
    const after = { fileName: fileNameFrom(fileName), byteSize };
    const [made] = await tx.insert(imports).values(after).returning();
    if (!made) throw new Error('the import was not made');
    await recordChange(tx, { action: 'createImport', subject: { kind: 'import', name: made.id }, after });
    return made;
  });
}

/** A change of an import that is in one of these states. */
interface Move {
  /** As which it is on record; what only goes on with an upload is not. */
  action?: 'startImport' | 'stopImport';
  from: StoredImport['state'][];
  to: Change;
  /** What it takes, where it is in none. */
  otherwise: string;
}

/** @throws ProblemError `import-state-conflict` */
export async function changeImport(
  db: Database,
  id: string,
  { action, from, to, otherwise }: Move,
): Promise<StoredImport> {
  const changed = await db.transaction(async (tx) => {
    const [now] = await tx
      .update(imports)
      .set({ ...to, ...touched })
      .where(and(eq(imports.id, id), inArray(imports.state, from)))
      .returning();
    if (now && action) await recordChange(tx, { action, subject: { kind: 'import', name: id }, after: to });
    return now;
  });
  if (changed) return changed;
  const { state } = await findImport(db, id);
  throw new ProblemError('import-state-conflict', { detail: `The import is ${state}: ${otherwise}.` });
}

/** Says that all parts of a file are here, which two that came at once may both find. */
export async function endUpload(db: Database, id: string): Promise<StoredImport> {
  await db
    .update(imports)
    .set({ state: 'uploaded', ...touched })
    .where(and(eq(imports.id, id), eq(imports.state, 'uploading')));
  return findImport(db, id);
}

/** Deletes an import with which nothing is being done; whether it did. */
export async function removeImport(db: Database, id: string): Promise<boolean> {
  const idle = ['uploading', 'uploaded', 'stopped', 'done', 'refused', 'failed'] as const;
  return db.transaction(async (tx) => {
    const [before] = await tx
      .delete(imports)
      .where(and(eq(imports.id, id), inArray(imports.state, [...idle])))
      .returning({ fileName: imports.fileName, byteSize: imports.byteSize });
    if (before)
      await recordChange(tx, { action: 'deleteImport', subject: { kind: 'import', name: id }, before });
    return before !== undefined;
  });
}
