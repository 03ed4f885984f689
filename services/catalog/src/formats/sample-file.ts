import { open, stat } from 'node:fs/promises';

/** What a file is by its content alone, as far as that is needed to name its kind. */
export type FileSample = (
  | { kind: BinaryKind | 'folder' | 'empty' | 'git-lfs' | 'unknown' }
  /** Names of members, as far as the beginning of the archive has them. */
  | { kind: 'zip'; names: string }
  | { kind: 'xml'; root: string }
  /**
   * One value a line, or one document over all of them; a single line can be either. Of several documents over several lines
   * each, as `jq .` writes them, `value` is the first.
   */
  | { kind: 'json'; form: 'lines' | 'document' | 'documents' | 'line'; value: unknown }
  | { kind: 'table'; separator: string; columns: string[] }
) & {
  /** The first lines of a text that are JSON objects. */
  objects?: object[];
};

type BinaryKind = 'parquet' | 'pickle' | 'picture' | 'utf-16' | 'gzip' | 'numpy' | 'ole';

/** How files begin, by their first bytes. */
const beginnings: readonly (readonly [BinaryKind, RegExp])[] = [
  ['parquet', /^PAR1/],
  // oxlint-disable-next-line no-control-regex -- bytes
  ['pickle', /^\u0080[\0-\u0007]/],
  ['utf-16', /^(?:\u00ff\u00fe|\u00fe\u00ff)/],
  ['picture', /^(?:\u0089PNG|\u00ff\u00d8\u00ff|GIF8|RIFF|II\*\0|MM\0\*|BM.{4}\0\0)/s],
  // oxlint-disable-next-line no-control-regex -- bytes
  ['gzip', /^\u001f\u008b/],
  ['numpy', /^\u0093NUMPY/],
  // oxlint-disable-next-line no-control-regex -- bytes
  ['ole', /^\u00d0\u00cf\u0011\u00e0/],
];

const headBytes = 2 ** 20;
/** Larger documents are not read to name them. */
const largestDocument = 2 ** 29;

/** Looks into a file; one that is not there is unknown. */
export async function sampleFile(file: string): Promise<FileSample> {
  const found = await stat(file).catch(() => undefined);
  if (!found) return { kind: 'unknown' };
  if (found.isDirectory()) return { kind: 'folder' };
  const head = await readHead(file, headBytes);
  const magic = head.toString('latin1', 0, 16);
  if (magic.startsWith('PK\u0003\u0004')) return { kind: 'zip', names: head.toString('latin1') };
  const [binary] = beginnings.find(([, beginning]) => beginning.test(magic)) ?? [];
  if (binary) return { kind: binary };
  const text = head
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text === '' && found.size <= headBytes) return { kind: 'empty' };
  return { ...(await sampleText(file, text, found.size)), objects: objectsIn(text) };
}

async function sampleText(file: string, text: string, size: number): Promise<FileSample> {
  if (text.startsWith('version https://git-lfs.github.com/')) return { kind: 'git-lfs' };
  if (text.startsWith('<')) {
    const [, root = ''] = /<([A-Za-z][\w.-]*)/.exec(text) ?? [];
    return { kind: 'xml', root };
  }
  if (/^[[{]/.test(text)) return sampleJson(file, text, size);
  const [line = ''] = text.split(/\r?\n/, 1);
  const separator = ['\t', ',', ';'].find((separator) => line.includes(separator));
  if (separator === undefined) return { kind: 'unknown' };
  const columns = line.split(separator).map((name) => name.trim().replaceAll('"', '').toLowerCase());
  return { kind: 'table', separator, columns };
}

const sampledLines = 200;
const sampledObjects = 20;

function objectsIn(text: string): object[] {
  const objects: object[] = [];
  for (const line of text.split('\n', sampledLines)) {
    const value = line.trimStart().startsWith('{') ? parsed(line) : undefined;
    if (typeof value === 'object' && value !== null) objects.push(value);
    if (objects.length === sampledObjects) break;
  }
  return objects;
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
  if (document !== undefined) return { kind: 'json', form: 'document', value: document };
  const [, another] = /\n([}\]])[^\S\n]*\r?\n[[{]/.exec(head) ?? [];
  const one = another === undefined ? undefined : parsed(head.slice(0, head.indexOf(`\n${another}`) + 2));
  return one === undefined ? { kind: 'unknown' } : { kind: 'json', form: 'documents', value: one };
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
