import { createHash } from 'node:crypto';
import { open, type FileHandle } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { z } from 'zod';
import { ModelFailure, type Backend, type ModelAnswer, type ModelRequest } from '../backend.ts';
import { normalisePath, parsePredictionRow, type PredictionRow } from './prediction-row.ts';
import { scanLines } from './scan-lines.ts';
import type { predictionsBackendSchema } from './settings.ts';

/** Problems of a file that are reported, one by one. */
const mostProblems = 10;

interface Index {
  /** Where the row of an image stands, by its hash or its path. */
  rows: Map<string, { start: number; length: number }>;
  sha256: string;
}

/**
 * Opens a file of predictions: JSON Lines, a `PredictionRow` each. Rows are looked up by hash, then by path, and read
 * from the disk when asked for; memory holds where they stand.
 * @throws ModelFailure with the fault `model`: no file, or lines that are not predictions, or two lines of one image
 */
export async function openPredictions(
  { file, how }: z.output<typeof predictionsBackendSchema>,
  { folder, signal }: { folder: string; signal?: AbortSignal | undefined },
): Promise<Backend> {
  if (file === undefined) {
    throw new ModelFailure('model', `it answers through predictions made elsewhere: ${how}`);
  }
  const path = join(folder, file);
  const handle = await open(path).catch((error: unknown) => {
    throw new ModelFailure('model', `the file of predictions ${path} cannot be read`, error);
  });
  try {
    const { rows, sha256 } = await indexRows(handle, path, signal);
    return {
      provenance: {
        provider: 'predictions',
        versions: { node: process.versions.node },
        checkpoint: [{ file: basename(path), sha256 }],
        details: { rows: String(new Set(rows.values()).size) },
      },
      concurrency: 8,
      generate: async (request, { signal, onText } = {}) => {
        signal?.throwIfAborted();
        const { answer } = await findRow(handle, rows, request, path);
        if (answer.kind === 'text') onText?.(answer.text);
        return checkBoxes(answer, request);
      },
      close: () => handle.close(),
    };
  } catch (error) {
    await handle.close();
    throw error;
  }
}

async function indexRows(handle: FileHandle, path: string, signal?: AbortSignal): Promise<Index> {
  const rows: Index['rows'] = new Map();
  const hash = createHash('sha256');
  const problems: string[] = [];
  const chunks = handle.createReadStream({ autoClose: false, start: 0, highWaterMark: 2 ** 20 });
  async function* hashed() {
    for await (const chunk of chunks) {
      signal?.throwIfAborted();
      hash.update(chunk);
      yield chunk;
    }
  }
  for await (const { number, start, bytes } of scanLines(hashed())) {
    const line = bytes.toString('utf8').trim();
    if (line === '') continue;
    try {
      const { keys } = parsePredictionRow(line);
      const taken = keys.find((key) => rows.has(key));
      if (taken !== undefined) throw new Error(`there is a row of ${taken} already`);
      const place = { start, length: bytes.length };
      for (const key of keys) rows.set(key, place);
    } catch (error) {
      problems.push(`line ${number}: ${error instanceof Error ? error.message : String(error)}`);
      if (problems.length >= mostProblems) break;
    }
  }
  if (problems.length > 0) {
    throw new ModelFailure('model', `${path} is not a file of predictions:\n${problems.join('\n')}`);
  }
  return { rows, sha256: hash.digest('hex') };
}

async function findRow(
  handle: FileHandle,
  rows: Index['rows'],
  { sha256, path }: ModelRequest,
  file: string,
): Promise<PredictionRow> {
  const place = rows.get(sha256) ?? (path === null ? undefined : rows.get(normalisePath(path)));
  if (!place) throw new ModelFailure('image', `the file has no prediction for ${path ?? sha256}`);
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(place.length), 0, place.length, place.start);
  try {
    if (bytesRead < place.length) throw new Error('the file has become shorter');
    const row = parsePredictionRow(buffer.toString('utf8').trim());
    if (row.keys.includes(sha256) || (path !== null && row.keys.includes(normalisePath(path)))) return row;
    throw new Error('another row stands there now');
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new ModelFailure('model', `${file} was changed while it was in use: ${said}`, error);
  }
}

/** @throws ModelFailure with the fault `image` where a box of the row is not inside the image */
function checkBoxes(answer: ModelAnswer, { width, height }: ModelRequest): ModelAnswer {
  if (answer.kind !== 'explanation') return answer;
  for (const { box } of answer.explanation.regions) {
    const [x1, y1, x2, y2] = box;
    if (x1 >= 0 && y1 >= 0 && x2 <= width && y2 <= height) continue;
    const size = `${width} × ${height} pixels`;
    throw new ModelFailure('image', `its box [${box.join(', ')}] is not inside the image of ${size}`);
  }
  return answer;
}
