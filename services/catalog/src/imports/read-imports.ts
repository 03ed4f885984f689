import { catalog } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import { catalogSchema } from '@fakexplain/database/schema';
import { ProblemError } from '@fakexplain/service-kit';
import { desc, eq } from 'drizzle-orm';
import { recognise } from '../formats/known-formats.ts';
import { sampleFile } from '../formats/sample-file.ts';
import { archiveKind } from './unpack/unpack-archive.ts';
import type { Uploads } from './uploads.ts';

const { imports } = catalogSchema;
const mostListed = 100;
const dayMs = 86_400_000;
/** Larger documents would keep others waiting while they are looked into. */
const largestSample = 16 * 2 ** 20;

export type StoredImport = typeof imports.$inferSelect;

export interface ReadsImports {
  db: Database;
  uploads: Uploads;
  /** Days after which a file is deleted with which nothing happens. */
  keptDays: number;
}

export async function findImport(db: Database, id: string): Promise<StoredImport> {
  const [found] = await db.select().from(imports).where(eq(imports.id, id));
  if (!found) throw new ProblemError('not-found', { detail: `There is no import ${id}.` });
  return found;
}

/** As it is shown. */
export async function showImport(
  stored: StoredImport,
  { uploads, keptDays }: ReadsImports,
): Promise<catalog.Import> {
  const { byteSize, settings, progress, report, createdAt, touchedAt, dataset: _, ...shown } = stored;
  const parts = catalog.partsOf(byteSize);
  return {
    ...shown,
    byteSize,
    partBytes: catalog.partBytes,
    parts,
    received: stored.state === 'uploading' ? (await uploads.parts(stored.id)).size : parts,
    settings: catalog.importSettingsSchema.nullable().parse(settings),
    progress: catalog.importProgressSchema.nullable().parse(progress),
    report: catalog.importReportSchema.nullable().parse(report),
    createdAt: createdAt.toISOString(),
    expiresAt: new Date(touchedAt.getTime() + keptDays * dayMs).toISOString(),
  };
}

export async function readImport(id: string, reads: ReadsImports): Promise<catalog.ImportDetails> {
  const stored = await findImport(reads.db, id);
  return { ...(await showImport(stored, reads)), looksLike: await looksLike(stored, reads.uploads) };
}

export async function listImports(reads: ReadsImports): Promise<catalog.Import[]> {
  const found = await reads.db.select().from(imports).orderBy(desc(imports.createdAt)).limit(mostListed);
  return Promise.all(found.map((stored) => showImport(stored, reads)));
}

/** Formats by names that forms of imports do not share. */
const formOf = new Map<string, catalog.ImportForm>([
  ...catalog.importFormSchema.options.map((form) => [form, form] as const),
  ...(['coco', 'coco-results', 'label-studio', 'cvat', 'ms-swift', 'openai-batch'] as const).map(
    (name) => [name, 'explanations'] as const,
  ),
  ...(['lmms-eval', 'vlmevalkit', 'inspect'] as const).map((name) => [name, 'explanations'] as const),
  ['deepsafe', 'scores'],
]);

async function looksLike(
  stored: StoredImport,
  uploads: Uploads,
): Promise<catalog.ImportDetails['looksLike']> {
  if (stored.state === 'uploading') return null;
  const file = uploads.fileOf(stored);
  const kind = await archiveKind(file).catch(() => null);
  const found =
    kind === 'tar' || stored.byteSize > largestSample ? undefined : recognise(await sampleFile(file));
  if (found && found.name !== 'zip') return { words: found.title, form: formOf.get(found.name) ?? null };
  return kind === null ? null : { words: kind === 'zip' ? 'a ZIP archive' : 'a tar archive', form: null };
}
