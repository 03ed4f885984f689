import { closeSync, existsSync, fstatSync, openSync, renameSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** What a service's logger writes: one JSON object a line. */
const entrySchema = z.looseObject({
  level: z.string(),
  msg: z.string().default(''),
  requestId: z.string().optional(),
  err: z.looseObject({ message: z.string(), stack: z.string().optional() }).optional(),
});
const oldFiles = 4;
const serious = new Set(['warn', 'error', 'fatal']);

export interface ServiceLog {
  write(line: string, stream: 'stdout' | 'stderr'): void;
  close(): void;
}

/**
 * Keeps what a service prints in `<folder>/<name>.log`, in five files of at most 10 MB each; `<name>.1.log` is the newest of
 * the old ones. Lines are written at once, so that the last ones before a crash are there.
 * @param show is told, in words, what belongs on a terminal: warnings, errors and what is not a log entry on stderr; everything
 *   when `all` is set
 */
export function openLog(
  folder: string,
  name: string,
  { show, all, maxBytes = 10_000_000 }: { show: (line: string) => void; all: boolean; maxBytes?: number },
): ServiceLog {
  const path = (age: number) => join(folder, age === 0 ? `${name}.log` : `${name}.${age}.log`);
  let file = openSync(path(0), 'a', 0o600);
  let size = fstatSync(file).size;
  let closed = false;
  const rotate = () => {
    closeSync(file);
    for (let age = oldFiles - 1; age >= 0; age--)
      if (existsSync(path(age))) renameSync(path(age), path(age + 1));
    file = openSync(path(0), 'a', 0o600);
    size = 0;
  };
  const keep = (text: string) => {
    const bytes = Buffer.from(text);
    if (size > 0 && size + bytes.length > maxBytes) rotate();
    size += writeSync(file, bytes);
  };
  return {
    write(line, stream) {
      if (closed) return;
      try {
        keep(`${line}\n`);
      } catch (error) {
        // A full disk costs the log, not the service.
        show(
          `${name}: a line could not be logged (${error instanceof Error ? error.message : String(error)})`,
        );
      }
      const entry = readEntry(line);
      if (all || (entry ? serious.has(entry.level) : stream === 'stderr'))
        show(`${name.padEnd(10)}${entry ? inWords(entry, all) : line}`);
    },
    close() {
      closed = true;
      closeSync(file);
    },
  };
}

function readEntry(line: string): z.output<typeof entrySchema> | null {
  if (!line.startsWith('{')) return null;
  try {
    return entrySchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

function inWords(entry: z.output<typeof entrySchema>, withDetails: boolean): string {
  const { level, msg, requestId, err, time: _, service: __, ...details } = entry;
  const parts = [level, msg];
  if (withDetails && Object.keys(details).length > 0) parts.push(JSON.stringify(details));
  if (err) parts.push(`(${err.message})`);
  if (requestId !== undefined) parts.push(`[${requestId}]`);
  return parts.join(' ') + (withDetails && err?.stack ? `\n${err.stack}` : '');
}
