import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { checkRow, parseJson } from '../../rows/check-row.ts';
import { linesOf } from '../../rows/import-rows.ts';
import { ImportRefused } from '../../rows/refusal.ts';
import type { Answer, AnswerReader, AnswerSettings } from './answer.ts';
import { nameOf } from '../../formats/names.ts';

/** One text, or with repeats lists of them. */
const textSchema = z.union([z.string(), z.array(z.unknown()).transform((nested) => nested.flat(3))], {
  error: ({ input }) => (input === null ? 'it is null: the model gave no answer' : undefined),
});
const rowSchema = z.object({
  doc_id: z.union([z.number(), z.string()]),
  filtered_resps: textSchema,
  resps: textSchema.nullish(),
});

/**
 * `…_samples_<task>.jsonl` of lmms-eval. `doc_id` is the row of the split, so that `--names` must list its images;
 * `filtered_resps` is without what the model thought, which `resps` has wherever the two differ.
 * @throws ImportRefused without names
 */
export const readLmmsEval: AnswerReader = async (file, settings) => {
  if (!settings.names) {
    throw new ImportRefused(
      `${file} names no images: its doc_id is the row of the split, from 0. List the images in that order with --names.`,
    );
  }
  let repeated = 0;
  const onRepeated = () => (repeated += 1);
  return {
    total: (await stat(file)).size,
    rows: linesOf(file, 0, async (line) => asAnswer(parseJson(line), settings, onRepeated)),
    notes: () => (repeated > 0 ? [`${repeated} × more answers than one: the first is taken`] : []),
  };
};

function asAnswer(json: unknown, { names }: AnswerSettings, onRepeated: () => void): Answer {
  const { doc_id: id, filtered_resps: filtered, resps } = checkRow(rowSchema, json);
  const said = resps ?? filtered;
  const texts = typeof said === 'string' ? [said] : said.map(String);
  return {
    image: nameOf(names, id, 'doc_id'),
    field: 'doc_id',
    say: () => {
      if (texts.length > 1) onRepeated();
      return { kind: 'text', text: texts[0] ?? '' };
    },
  };
}
