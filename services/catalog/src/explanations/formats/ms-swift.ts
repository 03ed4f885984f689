import { stat } from 'node:fs/promises';
import { z } from 'zod';
import { answerText, checkRow, parseJson } from '../../rows/check-row.ts';
import { linesOf } from '../../rows/import-rows.ts';
import { RowRefused } from '../../rows/refusal.ts';
import type { Answer, AnswerReader } from './answer.ts';

const imageSchema = z.union([z.string(), z.object({ path: z.string().nullish() })]);
const rowSchema = z.object({ response: answerText, images: z.array(imageSchema).min(1) });

/**
 * `swift infer`: a line an answer, `{response, images: [{bytes, path} or path]}`; its `objects` are the reference of the
 * input, and no finish reason says whether an answer is whole.
 */
export const readMsSwift: AnswerReader = async (file) => ({
  total: (await stat(file)).size,
  rows: linesOf(file, 0, async (line) => asAnswer(parseJson(line))),
});

function asAnswer(json: unknown): Answer {
  const { response, images } = checkRow(rowSchema, json);
  const [image, ...others] = images;
  if (others.length > 0)
    throw new RowRefused('images', `there are ${images.length} images; one is explained`);
  const path = typeof image === 'string' ? image : image?.path;
  if (!path) throw new RowRefused('images[0].path', 'the image has no path, so nothing says which it is');
  return { image: path, field: 'images[0]', say: () => ({ kind: 'text', text: response }) };
}
