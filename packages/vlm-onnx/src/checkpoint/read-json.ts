import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CheckpointError } from './checkpoint-error.ts';

/**
 * Reads one JSON file of a checkpoint's folder.
 * @throws CheckpointError naming the file, and the field where one is wrong
 */
export async function readJson<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<z.output<Schema>> {
  const file = join(folder, name);
  let json: unknown;
  try {
    json = JSON.parse(await readFile(file, 'utf8'));
  } catch (error) {
    throw new CheckpointError(`${file} cannot be read: ${messageOf(error)}`, { cause: error });
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new CheckpointError(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}

/** As `readJson`, but null where there is no such file. */
export async function readJsonIfThere<Schema extends z.ZodType>(
  folder: string,
  name: string,
  schema: Schema,
): Promise<z.output<Schema> | null> {
  try {
    return await readJson(folder, name, schema);
  } catch (error) {
    if (error instanceof CheckpointError && isMissing(error.cause)) return null;
    throw error;
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
