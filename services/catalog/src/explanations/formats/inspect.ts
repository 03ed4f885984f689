import { z } from 'zod';
import { openArchive } from '../../formats/open-archive.ts';
import { sampleFile } from '../../formats/sample-file.ts';
import { checkRow, parseJson } from '../../rows/check-row.ts';
import { RowRefused } from '../../rows/refusal.ts';
import type { Taken } from '../../rows/take-rows.ts';
import {
  type Answer,
  type Answers,
  type AnswerReader,
  type AnswerSettings,
  withReasoning,
} from './answer.ts';
import { nameOf } from '../../formats/names.ts';
import { readDocument, rowsOf } from './read-document.ts';

const partSchema = z.object({
  type: z.string(),
  text: z.string().nullish(),
  reasoning: z.string().nullish(),
});
const sampleSchema = z.object({
  id: z.union([z.string(), z.number()]),
  epoch: z.number().default(1),
  metadata: z.record(z.string(), z.unknown()).nullish(),
  error: z.object({ message: z.string() }).nullish(),
  output: z
    .object({
      choices: z.array(
        z.object({
          message: z.object({ content: z.union([z.string(), z.array(partSchema)]) }),
          stop_reason: z.string().nullish(),
        }),
      ),
    })
    .nullish(),
});
const headerSchema = z.object({
  eval: z.object({ dataset: z.object({ samples: z.number().nullish() }).nullish() }),
});
const logSchema = headerSchema.extend({ samples: z.array(z.unknown()).nullish() });
const imageFields = ['image', 'image_path', 'path', 'file', 'file_name', 'filename'];
const sampleMember = /^samples\/.+\.json$/;

/**
 * A log of inspect: `.json`, or `.eval`, a ZIP of Zstandard. `output.completion` is without reasoning, so the parts of the
 * message are read. A failed run is a whole file with fewer samples. The first epoch counts.
 */
export const readInspect: AnswerReader = async (file, settings) => {
  const counts = { epochs: 0 };
  const prepare = (sample: unknown) => asAnswer(sample, settings);
  const notes = (intended: number | null | undefined, found: number) => () => [
    ...(counts.epochs > 0 ? [`${counts.epochs} × a sample of a later epoch: left out`] : []),
    ...(intended && intended > found
      ? [`The run has ${intended} samples, the log ${found}: it did not end well`]
      : []),
  ];
  if ((await sampleFile(file)).kind === 'zip') return readArchive(file, prepare, counts, notes);
  const log = await readDocument(file, logSchema, 'a log of inspect');
  const samples = (log.samples ?? []).flatMap((sample, index) =>
    isFirstEpoch(sample, counts) ? [[`samples[${index}]`, sample] as const] : [],
  );
  return {
    total: samples.length,
    rows: rowsOf(file, samples, prepare),
    notes: notes(log.eval.dataset?.samples, samples.length),
  };
};

async function readArchive(
  file: string,
  prepare: (sample: unknown) => Answer,
  counts: { epochs: number },
  notes: (intended: number | null | undefined, found: number) => () => string[],
): Promise<Answers> {
  const archive = await openArchive(file);
  const header = checkRow(headerSchema, parseJson(await archive.text('header.json')));
  const all = archive.names.filter((name) => sampleMember.test(name));
  const members = all.filter((name) => name.endsWith('_epoch_1.json'));
  counts.epochs = all.length - members.length;
  const rows = members.map((name, index): Taken<Answer> => ({
    place: { file, field: name },
    done: index + 1,
    prepare: async () => prepare(parseJson(await archive.text(name))),
  }));
  return { total: members.length, rows, notes: notes(header.eval.dataset?.samples, members.length) };
}

function isFirstEpoch(sample: unknown, counts: { epochs: number }): boolean {
  const later = typeof sample === 'object' && sample !== null && 'epoch' in sample && sample.epoch !== 1;
  if (later) counts.epochs += 1;
  return !later;
}

function asAnswer(json: unknown, { names }: AnswerSettings): Answer {
  const { id, metadata, error, output } = checkRow(sampleSchema, json);
  if (error) throw new RowRefused('error', `the sample failed: ${error.message}`);
  const [choice] = output?.choices ?? [];
  if (!choice) throw new RowRefused('output.choices', 'there is no answer');
  const { content } = choice.message;
  const named = imageFields.map((name) => metadata?.[name]).find((value) => typeof value === 'string');
  const byMetadata = !names && typeof named === 'string';
  const text =
    typeof content === 'string' ? content : withReasoning(join(content, 'reasoning'), join(content, 'text'));
  return {
    image: byMetadata ? named : nameOf(names, id, 'id'),
    field: byMetadata ? 'metadata' : 'id',
    say: () => ({ kind: 'text', text, truncated: choice.stop_reason === 'max_tokens' }),
  };
}

const join = (parts: z.infer<typeof partSchema>[], what: 'reasoning' | 'text') =>
  parts.map((part) => (part.type === what ? (part[what] ?? '') : '')).join('');
