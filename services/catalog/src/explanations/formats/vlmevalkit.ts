import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { z } from 'zod';
import { checkRow } from '../../rows/check-row.ts';
import { readCsv } from '../../rows/read-csv.ts';
import { ImportRefused, RowRefused } from '../../rows/refusal.ts';
import type { Taken } from '../../rows/take-rows.ts';
import { withReasoning, type Answer, type AnswerReader, type AnswerSettings } from './answer.ts';
import { nameOf } from '../../formats/names.ts';
import { readDocument, rowsOf } from './read-document.ts';

const rowSchema = z.object({
  index: z.union([z.number(), z.string()]),
  image_path: z.string().nullish(),
  prediction: z.union([z.string(), z.number()]).transform(String),
  thinking: z.string().nullish(),
});
/** What the package writes where the model gave no answer. */
const failed = 'Failed to obtain answer via API';

/**
 * `{model}_{set}.tsv` or `.json` of VLMEvalKit: the set's columns, `prediction`, and with SPLIT_THINK `thinking`. Its `index`
 * is the set's own; `image_path` is there if the set has it.
 */
export const readVlmEvalKit: AnswerReader = async (file, settings) => {
  if (extname(file).toLowerCase() === '.json') {
    const rows = await readDocument(file, z.array(z.unknown()), 'a list of rows');
    return {
      total: rows.length,
      rows: rowsOf(
        file,
        rows.map((row, index) => [`[${index}]`, row] as const),
        (row) => asAnswer(row, settings),
      ),
    };
  }
  const separator = extname(file).toLowerCase() === '.tsv' ? '\t' : ',';
  const { columns, rows } = await readCsv(createReadStream(file), undefined, separator);
  const lacking = ['index', 'prediction'].filter((name) => !columns.includes(name));
  if (lacking.length > 0) throw new ImportRefused(`${file}:1: there is no column ${lacking.join(' and ')}.`);
  async function* taken(): AsyncGenerator<Taken<Answer>> {
    for await (const { line, end: done, cells } of rows) {
      yield {
        place: { file, line },
        done,
        prepare: async () => {
          if (cells instanceof RowRefused) throw cells;
          return asAnswer(cells, settings);
        },
      };
    }
  }
  return { total: (await stat(file)).size, rows: taken() };
};

function asAnswer(row: unknown, { names }: AnswerSettings): Answer {
  const { index, image_path: path, prediction, thinking } = checkRow(rowSchema, row);
  if (prediction.startsWith(failed)) throw new RowRefused('prediction', 'the model gave no answer');
  const byPath = !names && path;
  const field = byPath ? 'image_path' : 'index';
  return {
    image: byPath || nameOf(names, names ? index : Number(index), 'index'),
    field,
    say: () => ({ kind: 'text', text: withReasoning(thinking, prediction) }),
  };
}
