import { ImportRefused } from '../rows/refusal.ts';
import {
  inWords,
  readFormatsInWords,
  recognise,
  type FormatName,
  type KnownFormat,
} from './known-formats.ts';
import { sampleFile, type FileSample } from './sample-file.ts';

export interface Expected {
  /** Whether the command reads one JSON object a line. */
  lines: boolean;
  /** Fields of which such an object has at least one. */
  fields?: readonly string[] | undefined;
}

/**
 * Makes sure that a file is not, to all appearance, empty or of another kind than its command reads. Of one that may be as
 * expected the rows will tell.
 * @param expected names of formats that the command reads
 * @throws ImportRefused with what the file is, and what to do with it
 */
export async function expectFormat(
  file: string,
  expected: readonly FormatName[],
  { lines, fields = [] }: Expected,
): Promise<void> {
  const sample = await requireContent(file);
  const found: KnownFormat | undefined = recognise(sample);
  if (found && !expected.some((name) => name === found.name)) {
    throw new ImportRefused(`${file} looks like ${inWords(found, file)}.`);
  }
  if (!lines) return;
  const document = documentInWords(sample, found !== undefined);
  if (document) {
    const { what, filter } = document;
    throw new ImportRefused(
      `${file} is ${what}, where one object a line is expected; jq -c '${filter}' makes lines of it.`,
    );
  }
  if (found) return;
  const objects = sample.objects ?? [];
  if (objects.some((row) => fields.length === 0 || fields.some((field) => Object.hasOwn(row, field)))) return;
  const [first] = objects;
  const seen = first
    ? `its rows have the fields ${Object.keys(first).join(', ') || '(none)'}, and none of ${fields.join(', ')}`
    : contentInWords(sample);
  throw new ImportRefused(
    `${file} is of no kind that is known here: ${seen}. Known are: ${readFormatsInWords()}.`,
  );
}

/** @throws ImportRefused where a file is empty, or blank */
export async function requireContent(file: string): Promise<FileSample> {
  const sample = await sampleFile(file);
  if (sample.kind === 'empty') throw new ImportRefused(`${file} is empty: there is nothing to import.`);
  return sample;
}

/** A file of JSON that is no lines of objects, and the filter of jq that makes these of it; undefined where it is. */
function documentInWords(sample: FileSample, isKnown: boolean): { what: string; filter: string } | undefined {
  if (sample.kind !== 'json' || sample.form === 'lines') return undefined;
  const { form, value } = sample;
  if (form === 'documents') return { what: 'several JSON documents of several lines each', filter: '.' };
  const over = form === 'document' ? '' : ' in one line';
  if (Array.isArray(value)) {
    const count =
      value.length === 0 ? 'no entries' : `${value.length} ${value.length === 1 ? 'entry' : 'entries'}`;
    return { what: `one JSON document (a list of ${count}${over})`, filter: '.[]' };
  }
  const rows = isKnown ? undefined : listIn(value);
  if (rows !== undefined) {
    return { what: `one JSON document (an object with the list "${rows}"${over})`, filter: `.${rows}[]` };
  }
  return form === 'document'
    ? { what: 'one JSON document (one object over several lines)', filter: '.' }
    : undefined;
}

/** The field of an object that holds a list of objects, where it is the only one and its name needs no quotation marks. */
function listIn(value: unknown): string | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const lists = Object.entries(value).filter(
    ([, entries]) => Array.isArray(entries) && typeof entries[0] === 'object' && entries[0] !== null,
  );
  const [[name] = [], another] = lists;
  return another === undefined && name !== undefined && /^[A-Za-z_]\w*$/.test(name) ? name : undefined;
}

function contentInWords(sample: FileSample): string {
  if (sample.kind === 'table') {
    const parted = sample.separator === '\t' ? 'tabs' : `“${sample.separator}”`;
    return `a table parted by ${parted}, with ${sample.columns.slice(0, 10).join(', ')} in its first line`;
  }
  if (sample.kind === 'xml') return `XML of <${sample.root}>`;
  if (sample.kind === 'json') return 'JSON whose lines are no objects';
  return 'neither JSON nor a table nor XML';
}
