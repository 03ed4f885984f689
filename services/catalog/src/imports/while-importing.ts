import type { Sql } from '@fakexplain/database';

const lock = 'imports of images';

/**
 * Does the work of an import while nobody deletes images: what an import has put into the blob store stays there until the
 * catalog knows of it. Imports do not wait for each other.
 */
export async function whileImporting<T>(sql: Sql, work: () => Promise<T>): Promise<T> {
  const session = await sql.reserve();
  try {
    await session`select pg_advisory_lock_shared(hashtextextended(${lock}, 0))`;
    try {
      return await work();
    } finally {
      await session`select pg_advisory_unlock_shared(hashtextextended(${lock}, 0))`;
    }
  } finally {
    session.release();
  }
}

/**
 * Does work while no import runs, and lets none begin.
 * @returns null where one is running now
 */
export async function whileNobodyImports<T>(sql: Sql, work: () => Promise<T>): Promise<T | null> {
  const session = await sql.reserve();
  try {
    const [found] = await session`select pg_try_advisory_lock(hashtextextended(${lock}, 0)) as free`;
    if (found?.['free'] !== true) return null;
    try {
      return await work();
    } finally {
      await session`select pg_advisory_unlock(hashtextextended(${lock}, 0))`;
    }
  } finally {
    session.release();
  }
}
