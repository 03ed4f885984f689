import type { Migration } from './files.ts';

export type AppliedMigration = Pick<Migration, 'name' | 'sha256'>;

/**
 * The migrations still to apply, both lists in order of their numbers.
 * @throws when what was applied is not exactly the beginning of what there is.
 */
export function pendingMigrations(applied: AppliedMigration[], files: Migration[]): Migration[] {
  for (const [index, { name, sha256 }] of applied.entries()) {
    const file = files[index];
    if (file === undefined) {
      throw new Error(
        `The database is newer than this program: it has ${name}, and ${applied.length} migrations where this program ` +
          `knows ${files.length}. Use the version that migrated it, or a later one.`,
      );
    }
    if (file.name !== name) {
      throw new Error(
        `Migration ${name} was applied to the database, but the file is missing: ${file.name} stands in its place. ` +
          'Restore the file; migrations are never renamed or removed.',
      );
    }
    if (file.sha256 !== sha256) {
      throw new Error(
        `Migration ${name} was changed after it was applied (SHA-256 ${sha256} then, ${file.sha256} now). ` +
          'Restore the file, and put the change into a new migration.',
      );
    }
  }
  return files.slice(applied.length);
}
