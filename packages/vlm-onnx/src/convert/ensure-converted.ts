import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { CheckpointError } from '../checkpoint/checkpoint-error.ts';
import {
  conversionFile,
  conversionSchema,
  converter,
  type Conversion,
  type ConversionSettings,
  convertCheckpoint,
  OutputExistsError,
  partialMaker,
  type ConvertOptions,
} from './convert-checkpoint.ts';
import { hashSources, rememberedHash, type HashOptions } from '../checkpoint/file-hashes.ts';

export type EnsureOptions = Partial<ConversionSettings> &
  Pick<ConvertOptions, 'onProgress' | 'signal'> &
  Pick<HashOptions, 'onBytes'> & {
    /** The SHA-256 that files must have, by name; those not named are taken as they are. */
    expected?: Readonly<Record<string, string>>;
  };

/**
 * The converted form of a checkpoint, made on first use in a folder of `cacheDir` that is named by the hash of the
 * sources, the settings and the converter's version. A folder whose files do not have their sizes is made again.
 * Several processes may ask at once: each converts under a name of its own, and the first that is done is used by all.
 *
 * @throws CheckpointError as `convertCheckpoint` does, and for files that have another hash than expected
 */
export async function ensureConverted(
  folder: string,
  cacheDir: string,
  options: EnsureOptions = {},
): Promise<{ folder: string; conversion: Conversion }> {
  const { weights = 'float32', blockSize = 32, zeroPoints = false, onProgress, onBytes, signal } = options;
  const settings = { weights, blockSize, zeroPoints };
  await mkdir(cacheDir, { recursive: true });
  const sources = await hashSources(folder, {
    signal,
    onBytes,
    hash: rememberedHash(join(cacheDir, 'source-hashes')),
  });
  checkExpected(folder, sources, options.expected ?? {});
  const out = join(cacheDir, keyOf(sources, settings));
  await removeAbandoned(cacheDir);
  const found = await readConversion(out);
  if (found) return { folder: out, conversion: found };
  await removeDamaged(out);
  try {
    const conversion = await convertCheckpoint({ folder, out, sources, ...settings, onProgress, signal });
    return { folder: out, conversion };
  } catch (error) {
    const other = error instanceof OutputExistsError ? await readConversion(out) : null;
    if (other === null) throw error;
    return { folder: out, conversion: other };
  }
}

function checkExpected(
  folder: string,
  sources: Record<string, string>,
  expected: Readonly<Record<string, string>>,
): void {
  for (const [file, hash] of Object.entries(sources)) {
    const wanted = expected[file];
    if (wanted !== undefined && wanted !== hash)
      throw new CheckpointError(`${join(folder, file)} has SHA-256 ${hash}, expected was ${wanted}`);
  }
}

function keyOf(sources: Record<string, string>, settings: ConversionSettings): string {
  const files = Object.entries(sources).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([converter, settings, files]))
    .digest('hex');
}

/** Moves a folder away before it is removed, so that what another process has put there meanwhile is not lost. */
async function removeDamaged(out: string): Promise<void> {
  const aside = `${out}.damaged-${randomUUID()}`;
  const moved = await rename(out, aside).then(
    () => true,
    () => false,
  );
  if (!moved) return;
  if (await readConversion(aside)) await rename(aside, out).catch(() => undefined);
  await rm(aside, { recursive: true, force: true });
}

/** Removes what conversions on this machine left whose process was killed. */
async function removeAbandoned(cacheDir: string): Promise<void> {
  for (const name of await readdir(cacheDir)) {
    const maker = partialMaker(name);
    if (maker?.host === hostname() && !isAlive(maker.pid))
      await rm(join(cacheDir, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return !(error instanceof Error && 'code' in error && error.code === 'ESRCH');
  }
}

/** What made a folder, if it is whole: there, readable and with all files in their sizes. */
async function readConversion(folder: string): Promise<Conversion | null> {
  const text = await readFile(join(folder, conversionFile), 'utf8').catch(() => null);
  if (text === null) return null;
  const conversion = conversionSchema.safeParse(parseJson(text));
  if (!conversion.success) return null;
  for (const [file, size] of Object.entries(conversion.data.files)) {
    const info = await stat(join(folder, file)).catch(() => null);
    if (info?.size !== size) return null;
  }
  return conversion.data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
