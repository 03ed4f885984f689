import type { z } from 'zod';
import { storableText } from '../grammar/characters.ts';
import { areShares } from '../grammar/place-box.ts';
import { cleanText, readText, settleVerdict } from '../grammar/parse-explanation.ts';
import { ProblemLog } from '../grammar/problems.ts';
import { DEFAULT_TAG_SEPARATOR } from '../grammar/tags.ts';
import type { CoordinateSpace, Explanation, ParseProblem, Region, Verdict } from '../types.ts';
import { fillSentences } from './fill-sentences.ts';
import { countPlaceholders, pairPlaceholders } from './pair-placeholders.ts';
import { BOX_PLACEHOLDER, type boxTypes, REF_PLACEHOLDER, trainingRowSchema } from './training-row-schema.ts';
import { writtenOutBoxes, type WrittenOutBoxes } from './written-out-boxes.ts';

/** One thing wrong with a row, at a field such as `objects.bbox[2]`; `row` is the row as a whole. */
export interface TrainingRowError {
  field: string;
  message: string;
}

export interface TrainingExample {
  /** As the row has it, unchecked: relative to the file, or trying to leave its folder. */
  imagePath: string;
  /** Its boxes are ordered, in `space`; whether they are inside the image only who has the image can tell. */
  explanation: Explanation;
  /** What the numbers of its boxes count. */
  space: CoordinateSpace;
  label: Verdict;
  /** What is odd, but refuses nothing. */
  warnings: ParseProblem[];
}

export type TrainingRowResult =
  | ({ ok: true } & TrainingExample)
  | { ok: false; errors: [TrainingRowError, ...TrainingRowError[]] };

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

const spaces: Record<(typeof boxTypes)[number], CoordinateSpace> = {
  real: 'original',
  norm1000: 'norm-1000',
  norm1: 'norm-1',
};

type Row = z.output<typeof trainingRowSchema>;

/** How many placeholders the messages before an index have; all of them without one. */
function placeholdersBefore(messages: Row['messages'], end?: number): { ref: number; bbox: number } {
  const counts = messages.slice(0, end).map(({ content }) => countPlaceholders(content));
  return {
    ref: counts.reduce((sum, { ref }) => sum + ref, 0),
    bbox: counts.reduce((sum, { bbox }) => sum + bbox, 0),
  };
}

function sharesError(box: readonly number[], { boxType }: Row['objects']): string | undefined {
  if (boxType === 'norm1' || !areShares(box)) return undefined;
  return `[${box.join(', ')}] seems to be in shares of width and height (0 to 1); say so with "bbox_type": "norm1" in "objects"`;
}

function objectErrors({ messages, objects }: Row): TrainingRowError[] {
  const errors: TrainingRowError[] = [];
  const placeholders = placeholdersBefore(messages);
  for (const [name, placeholder] of [
    ['ref', REF_PLACEHOLDER],
    ['bbox', BOX_PLACEHOLDER],
  ] as const) {
    if (placeholders[name] !== objects[name].length) {
      errors.push({
        field: `objects.${name}`,
        message: `the messages have ${placeholders[name]} ${placeholder}, but "${name}" has ${objects[name].length} entries`,
      });
    }
  }
  for (const [index, box] of objects.bbox.entries()) {
    const message = boxError(box) ?? sharesError(box, objects);
    if (message) errors.push({ field: `objects.bbox[${index}]`, message });
  }
  return errors;
}

/** Why boxes that stand in the text itself cannot be taken as they are. */
function writtenOutError(
  { form, grammar }: WrittenOutBoxes,
  { bbox, boxType }: Row['objects'],
): string | null {
  if (bbox.length > 0)
    return `the answer has boxes in ${form} besides those of "objects"; write all of them one way`;
  if (grammar === null)
    return `the answer has boxes in ${form}, but "objects" has none; write them as "bbox" of "objects"`;
  if (boxType !== undefined) return null;
  return `the answer has boxes in ${form}, but "objects" has none; write them as "bbox" of "objects", or say with "bbox_type" of "objects" what their numbers count: real (pixels of the original image), norm1000 or norm1`;
}

/**
 * Reads one row of FakeXplain's training data (`trainingRowSchema`; `row` is the parsed JSON of one line): the path of
 * the image, its label (the assistant's verdict) and the explanation. Never throws; a row that is refused gives every
 * reason with its field. Refused are: no JSON object, no or several images, no or several assistant messages, no label
 * or contradicting ones, other counts of placeholders than of entries, boxes out of order, boxes on a real image, boxes
 * written out in the text without `bbox_type`. A generated image without boxes is let pass with a warning. Placeholders
 * within a sentence are read as their descriptions, so that the reasoning is the sentence as it was written
 * (`fillSentences`). Throws a RangeError only for a tag separator that cannot be one.
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
  const before = placeholdersBefore(messages, answer.index);
  const markup = objects.boxType === undefined ? null : (writtenOut(text)?.grammar ?? null);
  const unordered: TrainingRowError[] = [];
  const {
    verdicts,
    tags,
    think,
    regions: written,
  } = readText({
    text: fillSentences(text, objects.ref.slice(before.ref)),
    markup: markup ?? 'placeholders',
    tagSeparator,
    place: (box) => {
      const message = boxError(box);
      if (message) unordered.push({ field, message });
      return box;
    },
    problems,
  });
  const label = settleVerdict(verdicts, problems);
  const found = writtenOut(text, label);
  const misplaced = found && writtenOutError(found, objects);
  const hasBoxes = objects.bbox.length > 0 || written.length > 0;

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
    ...(label === 'real' && hasBoxes
      ? [
          {
            field: 'objects',
            message: 'the verdict is "real", but there are boxes; a real image has "objects": {}',
          },
        ]
      : []),
    ...(misplaced ? [{ field, message: misplaced }] : []),
    ...unordered,
    ...objectErrors(parsed.data),
  ];
  if (error || label === null) {
    return { ok: false, errors: [error ?? { field, message: 'there is no label' }, ...errors] };
  }
  const placed = pairPlaceholders(text, before).map(({ box, ref }): Region => {
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = objects.bbox[box] ?? [];
    const description = ref === null ? '' : storableText(objects.ref[ref] ?? '');
    if (description === '' && ref === null) {
      problems.add('region_without_description', `the box of objects.bbox[${box}] has no description`);
    }
    return { box: [x1, y1, x2, y2], description };
  });
  const regions = [...placed, ...written];
  if (label === 'generated' && regions.length === 0) {
    problems.add('generated_without_region', 'the verdict is "generated", but there is no box');
  }
  return {
    ok: true,
    imagePath: images[0] ?? '',
    explanation: { verdict: label, probability: null, tags, reasoning: think.reasoning, regions },
    space: spaces[objects.boxType ?? 'real'],
    label,
    warnings: problems.list(),
  };
}

/** Brackets of four numbers are boxes only where something is said to be odd: a real image has none. */
const writtenOut = (text: string, label: Verdict | null = 'generated') =>
  writtenOutBoxes(text, { brackets: label === 'generated' });
