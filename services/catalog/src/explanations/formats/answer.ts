import type { ImageSize, ParseProblem } from '@fakexplain/explanation';
import type { LabelNames } from '../../loaders/folder-labels.ts';
import type { Taken } from '../../rows/take-rows.ts';
import type { WrittenRegion } from '../place-regions.ts';

/** What a file of another tool says of an image: a model's text, still to be parsed, or an annotation. */
export type Said = SaidText | Annotation;

export interface SaidText {
  kind: 'text';
  text: string;
  /** It broke off at the limit of tokens. */
  truncated?: boolean | undefined;
}

export interface Annotation {
  kind: 'annotation';
  /** Words of the whole image, which may say a verdict: labels, choices, tags. */
  words: string[];
  /** Of `generated`. */
  probability?: number | undefined;
  reasoning?: string | undefined;
  /** In pixels of the image. */
  regions: AnnotatedRegion[];
  problems?: ParseProblem[] | undefined;
}

/** A place that somebody marked. Its description is what they wrote of it, empty where they wrote nothing. */
export interface AnnotatedRegion extends WrittenRegion {
  /** Of a list that the tool offers; they describe the place where nothing is written, and may say a verdict. */
  labels?: string[];
  /** Where the file has it, for refusals. */
  field?: string;
}

export interface Answer {
  /** As the file names it. */
  image: string;
  /** The field of the row that names it. */
  field: string;
  /** @throws RowRefused */
  say: (image: ImageSize) => Said;
}

/** The answers of a file, to be taken row by row. */
export interface Answers {
  rows: Iterable<Taken<Answer>> | AsyncIterable<Taken<Answer>>;
  /** In the unit of the rows' `done`. */
  total: number;
  /** Notes for the person who imports, once all rows are read. */
  notes?: () => string[];
}

export interface AnswerSettings {
  /** Names of images by the ids that the file has, where it has no names; see `readNames`. */
  names: ReadonlyMap<string, string> | undefined;
  /** Names of categories by their ids, where the file has ids alone; see `readCategories`. */
  categories: ReadonlyMap<string, string>;
  /** What words mean that are no verdict by themselves, in lower case. */
  labels: LabelNames;
  /** Whose annotations are meant, where several people annotated. */
  annotator: string | undefined;
  /** Regions with a lower score are left out; 0–1. */
  minScore: number;
}

export type AnswerReader = (file: string, settings: AnswerSettings) => Promise<Answers>;

/** A model's answer as it wrote it, where the file has the reasoning apart. */
export function withReasoning(
  reasoning: string | null | undefined,
  content: string | null | undefined,
): string {
  const answer = content ?? '';
  if (!reasoning) return answer;
  return content === null || content === undefined
    ? `<think>${reasoning}`
    : `<think>${reasoning}</think>${answer}`;
}
