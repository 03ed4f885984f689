import { open, stat } from 'node:fs/promises';

/** What a file is by its content alone, as far as that is needed to name its kind. */
export type FileSample =
  | { kind: 'folder' | 'parquet' | 'pickle' | 'picture' | 'utf-16' | 'unknown' }
  /** Names of members, as far as the beginning of the archive has them. */
  | { kind: 'zip'; names: string }
  | { kind: 'xml'; root: string }
  /** One value a line, or one document over all of them; a single line can be either. */
  | { kind: 'json'; form: 'lines' | 'document' | 'line'; value: unknown }
  | { kind: 'table'; separator: string; columns: string[] };

const headBytes = 2 ** 20;
/** Larger documents are not read to name them. */
const largestDocument = 2 ** 29;

/** Looks into a file; one that is not there is unknown. */
export async function sampleFile(file: string): Promise<FileSample> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return { kind: 'unknown' };
  if (found.isDirectory()) return { kind: 'folder' };
  const head = await readHead(file, headBytes);
  const magic = head.toString('latin1', 0, 8);
  if (magic.startsWith('PAR1')) return { kind: 'parquet' };
  if (magic.startsWith('PK\u0003\u0004')) return { kind: 'zip', names: head.toString('latin1') };
  if (magic.startsWith('\u0080') && head[1] !== undefined && head[1] < 8) return { kind: 'pickle' };
  if (/^(?:\u00ff\u00fe|\u00fe\u00ff)/.test(magic)) return { kind: 'utf-16' };
  if (/^(?:\u0089PNG|\u00ff\u00d8\u00ff|GIF8|RIFF)/.test(magic)) return { kind: 'picture' };
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('<')) {
    const [, root = ''] = /<([A-Za-z][\w.-]*)/.exec(text) ?? [];
    return { kind: 'xml', root };
  }
  if (/^[[{]/.test(text)) return sampleJson(file, text, found.size);
  const [line = ''] = text.split(/\r?\n/, 1);
  const separator = ['\t', ',', ';'].find((separator) => line.includes(separator));
  if (separator === undefined) return { kind: 'unknown' };
  const columns = line.split(separator).map((name) => name.trim().replaceAll('"', '').toLowerCase());
  return { kind: 'table', separator, columns };
}

async function sampleJson(file: string, head: string, size: number): Promise<FileSample> {
  const [first = '', ...more] = head.split(/\r?\n/);
  const value = parsed(first);
  if (value !== undefined) {
    const alone = more.every((line) => line.trim() === '') && size <= headBytes;
    return { kind: 'json', form: alone ? 'line' : 'lines', value };
  }
  if (size > largestDocument) return { kind: 'unknown' };
  const document = parsed((await readHead(file, size)).toString('utf8').replace(/^\uFEFF/, ''));
  if (document === undefined) return { kind: 'unknown' };
  return { kind: 'json', form: 'document', value: document };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

async function readHead(file: string, bytes: number): Promise<Buffer> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(bytes), 0, bytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
