import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { Refused } from '../exit-codes.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
/** A path inside the backup, which leads nowhere else. */
const inside = z.string().regex(/^[\w-]+(\/[\w.-]+)?$/);

const fileSchema = z.object({ path: inside, sha256 });

const manifestSchema = z.object({
  format: z.literal('fakexplain-backup-1'),
  /** When the snapshot was taken, by the database's clock. */
  at: z.string(),
  migrations: z.array(z.object({ name: z.string(), sha256 })),
  tables: z.array(
    fileSchema.extend({ table: z.string(), columns: z.array(z.string()), rows: z.int().min(0) }),
  ),
  sequences: z.array(z.object({ sequence: z.string(), last: z.string().regex(/^\d+$/) })),
  /** Where the ledger of each study stood. */
  ledgers: z.array(z.object({ study: z.string(), position: z.int().min(0), head: sha256 })),
  /** The hashes of all blobs that the tables name, one a line. */
  blobs: fileSchema.extend({ count: z.int().min(0) }),
  /** Blobs that the tables name and the store had not, or had damaged: they are not in the backup. */
  lacking: z.array(sha256),
  /** The key by which participants are known again, where it lay in the data folder. */
  participantKey: fileSchema.nullable(),
});

export type Manifest = z.output<typeof manifestSchema>;
export type ManifestTable = Manifest['tables'][number];

export const manifestName = 'manifest.json';

/** SHA-256 of a file, hex. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}

/** @throws Refused where the folder holds no whole backup */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, manifestName);
  const text = await readFile(path, 'utf8').catch(() => {
    throw new Refused(`${path} is not there: the folder holds no backup, or one that was interrupted.`);
  });
  let told: unknown;
  try {
    told = JSON.parse(text);
  } catch {
    throw new Refused(`${path} is damaged: it is not JSON.`);
  }
  const read = manifestSchema.safeParse(told);
  if (!read.success) throw new Refused(`${path} is damaged: ${z.prettifyError(read.error)}`);
  return read.data;
}

/** Reads every file but the blobs. @throws Refused naming the first one that is missing or has other bytes */
export async function assertSound(folder: string, manifest: Manifest): Promise<void> {
  const files = [
    ...manifest.tables,
    manifest.blobs,
    ...(manifest.participantKey ? [manifest.participantKey] : []),
  ];
  for (const file of files) {
    const path = join(folder, file.path);
    const found = await hashOfFile(path).catch(() => 'missing');
    if (found === 'missing') throw new Refused(`${path} is missing. Use another backup.`);
    if (found !== file.sha256)
      throw new Refused(`${path} is damaged: its SHA-256 is ${found}. Use another backup.`);
  }
}
