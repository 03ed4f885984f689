import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ModelFailure } from '../../../../services/inference/src/backends/backend.ts';

/**
 * Reads one JSON file of a checkpoint's folder.
 * @throws ModelFailure naming the file, and the field where one is wrong
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
    throw new ModelFailure('model', `${file} cannot be read: ${messageOf(error)}`, error);
  }
  const parsed = schema.safeParse(json);
  if (!parsed.success) throw new ModelFailure('model', `${file}: ${z.prettifyError(parsed.error)}`);
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
    if (error instanceof ModelFailure && isMissing(error.cause)) return null;
    throw error;
  }
}

export const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && error.code === 'ENOENT';

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
