import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';
import { checkRow, parseJson } from '../rows/check-row.ts';
import { linesOf } from '../rows/import-rows.ts';
import { otherSeparator, readCsv } from '../rows/read-csv.ts';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import { expectFormat } from '../formats/expect-format.ts';
import { requireFile, requireFolder } from '../rows/require-file.ts';
import type { Taken } from '../rows/take-rows.ts';
import { labelNamesInWords, labelWords, type LabelNames } from './folder-labels.ts';
import type { LoadedImage, Loader } from './loaded-set.ts';

const columns = ['path', 'label', 'generator', 'category', 'fold', 'group'] as const;

const words = z
  .string()
  .max(2_000)
  .transform((text) => text.trim() || undefined)
  .nullish();
const foldWords = 'a fold is 0, 1, 2 or 3, or empty';
const rowSchema = z.object({
  path: z.string(),
  label: z.union([z.string(), z.number()]),
  generator: words,
  category: words,
  fold: z
    .preprocess(
      (fold) => (fold === '' ? undefined : fold),
      z.coerce.number({ error: foldWords }).int(foldWords).min(0, foldWords).max(3, foldWords).optional(),
    )
    .nullish(),
  group: words,
});

/** A list of images, JSONL or CSV with a header: path, label and, where known, generator, category, fold and group. */
export const manifestFile: Loader = {
  async load(file, { labels, images }) {
    await requireFile(file);
    const lines = !file.toLowerCase().endsWith('.csv');
    await expectFormat(file, ['manifest', 'scores', 'mllm-defake'], { lines, fields: ['path', 'label'] });
    const root = await requireFolder(images ?? dirname(file));
    const names = new Map([...labelWords, ...labels]);
    const { rows, others } = lines
      ? { rows: linesOf(file, 0, async (line) => asImage(parseJson(line), names)), others: [] }
      : await csvRows(file, names);
    return {
      root,
      total: (await stat(file)).size,
      labels: `${labelNamesInWords(names, '')}, by the column label`,
      notes: others.length > 0 ? [`Columns that are left out: ${others.join(', ')}`] : [],
      rows,
    };
  },
};

async function csvRows(file: string, names: LabelNames) {
  const { columns: header, rows } = await readCsv(createReadStream(file));
  if (!header.includes('path') || !header.includes('label')) {
    const more = columns.slice(2).join(', ');
    const separator = otherSeparator(header);
    throw new ImportRefused(
      `The first line of ${file} names the columns: path, label, and perhaps ${more}; found are: ${header.join(', ') || 'none'}${separator}.`,
    );
  }
  async function* taken(): AsyncGenerator<Taken<LoadedImage>> {
    for await (const { line, end: done, cells } of rows) {
      const prepare = async () => {
        if (cells instanceof RowRefused) throw cells;
        return asImage(cells, names);
      };
      yield { place: { file, line }, done, prepare };
    }
  }
  return { rows: taken(), others: header.filter((name) => !columns.some((column) => column === name)) };
}

function asImage(json: unknown, names: LabelNames): LoadedImage {
  const { path, label: said, generator, category, fold, group } = checkRow(rowSchema, json);
  if (String(said).trim() === '') throw new RowRefused('label', 'the row has no label');
  const label = names.get(String(said).trim().toLowerCase());
  if (label === undefined) {
    const known = labelNamesInWords(names, '');
    throw new RowRefused(
      'label',
      `${said} says nothing (known: ${known}); say what it means with --label ${said}=real or --label ${said}=generated`,
    );
  }
  return {
    file: path,
    field: 'path',
    label,
    facts: {
      generator: generator ?? undefined,
      category: category ?? undefined,
      fold: fold ?? undefined,
      group: group ?? undefined,
    },
  };
}
