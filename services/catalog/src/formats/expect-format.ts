import { ImportRefused } from '../rows/refusal.ts';
import { inWords, recognise, type FormatName, type KnownFormat } from './known-formats.ts';
import { sampleFile } from './sample-file.ts';

/**
 * Makes sure that a file is not, to all appearance, of another kind than its command reads. One that is not recognised
 * passes: its rows will tell.
 * @param expected names of formats that the command reads
 * @param lines whether it reads one JSON value a line
 * @throws ImportRefused with what the file is, and the command that reads it
 */
export async function expectFormat(
  file: string,
  expected: readonly FormatName[],
  { lines }: { lines: boolean },
): Promise<void> {
  const sample = await sampleFile(file);
  const found: KnownFormat | undefined = recognise(sample);
  if (found && !expected.some((name) => name === found.name)) {
    throw new ImportRefused(`${file} looks like ${inWords(found, file)}.`);
  }
  const isList = sample.kind === 'json' && Array.isArray(sample.value);
  if (lines && sample.kind === 'json' && (sample.form === 'document' || isList)) {
    const what = isList
      ? `a list of ${sample.form === 'document' ? '' : 'one line, of '}`
      : 'one object over several lines';
    const count = Array.isArray(sample.value) ? `${what}${sample.value.length} entries` : what;
    throw new ImportRefused(
      `${file} is one JSON document (${count}), where one object a line is expected; jq -c '${isList ? '.[]' : '.'}' makes lines of it.`,
    );
  }
}
