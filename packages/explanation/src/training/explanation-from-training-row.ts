import type { z } from 'zod';
import { storableText } from '../grammar/characters.ts';
import { cleanText, readText, settleVerdict } from '../grammar/parse-explanation.ts';
import { ProblemLog } from '../grammar/problems.ts';
import { DEFAULT_TAG_SEPARATOR } from '../grammar/tags.ts';
import type { Box, Explanation, ParseProblem, Region, Verdict } from '../types.ts';
import { fillSentences } from './fill-sentences.ts';
import { BOX_PLACEHOLDER, REF_PLACEHOLDER, trainingRowSchema } from './training-row-schema.ts';

/** One thing wrong with a row, at a field such as `objects.bbox[2]`; `row` is the row as a whole. */
export interface TrainingRowError {
  field: string;
  message: string;
}

export interface TrainingExample {
  /** As the row has it, unchecked: relative to the file, or trying to leave its folder. */
  imagePath: string;
  /** Its boxes are ordered; whether they are inside the image only who has the image can tell (`clipBox`). */
  explanation: Explanation;
  label: Verdict;
  /** What is odd, but refuses nothing. */
  warnings: ParseProblem[];
}

export type TrainingRowResult =
  ({ ok: true } & TrainingExample) | { ok: false; errors: [TrainingRowError, ...TrainingRowError[]] };

function fieldName(path: readonly PropertyKey[]): string {
  const name = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return name === '' ? 'row' : name.replace(/^\./, '');
}

function boxError([a = 0, b = 0, c = 0, d = 0]: readonly number[]): string | undefined {
  if (a < c && b < d) return undefined;
  const hint =
    a < b && c < d ? `; if it was written as [x1, x2, y1, y2], it should read [${a}, ${c}, ${b}, ${d}]` : '';
  return `[${a}, ${b}, ${c}, ${d}] is out of order: a box is [x1, y1, x2, y2] with x1 < x2 and y1 < y2${hint}`;
}

function count(text: string, placeholder: string): number {
  return text.split(placeholder).length - 1;
}

function objectErrors(
  objects: z.output<typeof trainingRowSchema>['objects'],
  text: string,
): TrainingRowError[] {
  const { ref, bbox } = objects;
  const errors: TrainingRowError[] = [];
  if (ref.length !== bbox.length) {
    errors.push({
      field: 'objects',
      message: `there are ${ref.length} descriptions in "ref" but ${bbox.length} boxes in "bbox"; each box needs its own description`,
    });
  }
  for (const [name, list, placeholder] of [
    ['ref', ref, REF_PLACEHOLDER],
    ['bbox', bbox, BOX_PLACEHOLDER],
  ] as const) {
    const placeholders = count(text, placeholder);
    if (placeholders !== list.length) {
      errors.push({
        field: `objects.${name}`,
        message: `the assistant's text has ${placeholders} ${placeholder}, but "${name}" has ${list.length} entries`,
      });
    }
  }
  for (const [index, box] of bbox.entries()) {
    const message = boxError(box);
    if (message) errors.push({ field: `objects.bbox[${index}]`, message });
  }
  return errors;
}

/**
 * Reads one row of FakeXplain's training data (`trainingRowSchema`; `row` is the parsed JSON of one line): the path of
 * the image, its label (the assistant's verdict) and the explanation. Never throws; a row that is refused gives every
 * reason with its field. Refused are: no JSON object, no or several images, no or several assistant messages, no label
 * or contradicting ones, `ref` and `bbox` of different lengths, other counts of placeholders, boxes out of
 * order, boxes on a real image. A generated image without boxes is let pass with a warning. Placeholders within a
 * sentence are read as their descriptions, so that the reasoning is the sentence as it was written (`fillSentences`).
 * Throws a RangeError only for a tag separator that cannot be one.
 */
export function explanationFromTrainingRow(
  row: unknown,
  { tagSeparator = DEFAULT_TAG_SEPARATOR }: { tagSeparator?: string | undefined } = {},
): TrainingRowResult {
  const parsed = trainingRowSchema.safeParse(row);
  const [issue, ...issues] = parsed.error?.issues ?? [];
  if (issue) {
    const told = ({ path, message }: z.core.$ZodIssue) => ({ field: fieldName(path), message });
    return { ok: false, errors: [told(issue), ...issues.map(told)] };
  }
  if (!parsed.data) return { ok: false, errors: [{ field: 'row', message: 'cannot be read' }] };
  const { messages, images, objects } = parsed.data;

  const answers = messages.flatMap(({ role, content }, index) =>
    role === 'assistant' ? [{ content, index }] : [],
  );
  const [answer] = answers;
  if (!answer || answers.length > 1) {
    const message = `there are ${answers.length} messages by the assistant, but one explains one image`;
    return { ok: false, errors: [{ field: 'messages', message }] };
  }
  const field = `messages[${answer.index}].content`;
  const problems = new ProblemLog();
  const text = cleanText(answer.content, problems);
  const { verdicts, tags, think } = readText({
    text: fillSentences(text, objects.ref),
    markup: 'placeholders',
    tagSeparator,
    place: () => null,
    problems,
  });
  const label = settleVerdict(verdicts, problems);

  const [error, ...errors] = [
    ...(label === null
      ? [
          {
            field,
            message: 'there is no label: it needs <verdict>real</verdict> or <verdict>generated</verdict>',
          },
        ]
      : []),
    ...(problems.has('several_verdicts')
      ? [{ field, message: 'the label is not clear: verdicts contradict each other' }]
      : []),
    ...(label === 'real' && objects.bbox.length > 0
      ? [
          {
            field: 'objects',
            message: 'the verdict is "real", but there are boxes; a real image has "objects": {}',
          },
        ]
      : []),
    ...objectErrors(objects, text),
  ];
  if (error || label === null) {
    return { ok: false, errors: [error ?? { field, message: 'there is no label' }, ...errors] };
  }
  const regions = objects.bbox.map(([x1 = 0, y1 = 0, x2 = 0, y2 = 0], index): Region => {
    const box: Box = [x1, y1, x2, y2];
    return { box, description: storableText(objects.ref[index] ?? '') };
  });
  if (label === 'generated' && regions.length === 0) {
    problems.add('generated_without_region', 'the verdict is "generated", but there is no box');
  }
  return {
    ok: true,
    imagePath: images[0] ?? '',
    explanation: { verdict: label, probability: null, tags, reasoning: think.reasoning, regions },
    label,
    warnings: problems.list(),
  };
}
