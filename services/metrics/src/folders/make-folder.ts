import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import type { Sql } from '@fakexplain/database';
import { ProblemError } from '@fakexplain/service-kit';

/**
 * Makes a folder of one state of the database. It stands under its name once it is whole, or not at all.
 * @param out must not be there, or be an empty folder; @param work fills the folder that it is given
 * @throws ProblemError `invalid-request` where something is in its place
 */
export async function makeFolder<T>(
  sql: Sql,
  out: string,
  work: (tx: Sql, folder: string) => Promise<T>,
): Promise<T> {
  const target = resolve(out);
  await requireFree(target);
  await mkdir(dirname(target), { recursive: true });
  const draft = join(dirname(target), `.${basename(target)}-${randomUUID()}`);
  await mkdir(draft);
  const tx = await sql.reserve();
  try {
    await tx`begin isolation level repeatable read read only`;
    const done = await work(tx, draft);
    await rename(draft, target);
    return done;
  } catch (error) {
    await rm(draft, { recursive: true });
    throw error;
  } finally {
    await tx.unsafe('rollback').catch(() => undefined);
    tx.release();
  }
}

async function requireFree(target: string): Promise<void> {
  const there = await readdir(target).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') return ['a file'];
    throw error;
  });
  if (there.length > 0)
    throw new ProblemError('invalid-request', {
      detail: `${target} is there already. Name a folder that is not, or is empty.`,
    });
}
