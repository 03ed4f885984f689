import type { NewExplanation } from '@fakexplain/database/explanations';
import { storableText, type Region, type Verdict } from '@fakexplain/explanation';
import type { Taken } from '../rows/take-rows.ts';
import type { CatalogImage } from './match-images.ts';
import { statusOf, type PredictionProblem } from './problems.ts';

/** What a producer says about one image; the image is looked up before `explain` is called. */
export interface Prediction {
  /** As the producer names it. */
  image: string;
  /** The field of the row that names it. */
  field: string;
  /** Whether the name is that of a mask. */
  ofMask?: boolean;
  /** @throws RowRefused */
  explain: (image: CatalogImage) => Promise<Said>;
}

export interface Said {
  verdict: Verdict | null;
  /** Of `generated`. */
  probability?: number | undefined;
  /** What is said of the image as a whole. */
  reasoning?: string | undefined;
  regions?: Region[] | undefined;
  /** The producer's own words, where there are any. */
  raw?: string | undefined;
  problems?: PredictionProblem[] | undefined;
}

/** The output of a producer, to be taken row by row. */
export interface Predictions {
  rows: Iterable<Taken<Prediction>> | AsyncIterable<Taken<Prediction>>;
  /** In the unit of the rows' `done`. */
  total: number;
  /** Notes for the person who imports, once all rows are read. */
  notes?: () => string[];
}

/** What was said, as it is stored. */
export function asExplanation(
  imageSha256: string,
  said: Said,
): NewExplanation & { parseProblems: PredictionProblem[] } {
  const { verdict, probability = null, reasoning = '', regions = [], raw } = said;
  const problems = [...(said.problems ?? [])];
  if (raw !== undefined && storableText(raw) !== raw) {
    problems.push({ code: 'invalid_characters', message: 'U+0000 or half a surrogate pair is replaced' });
  }
  return {
    imageSha256,
    explanation: {
      verdict,
      probability,
      tags: [],
      reasoning: storableText(reasoning),
      regions: regions.map((region) => ({ ...region, description: storableText(region.description) })),
    },
    parseStatus: statusOf(verdict, problems),
    parseProblems: problems,
    ...(raw !== undefined && { raw: { text: storableText(raw) } }),
  };
}
