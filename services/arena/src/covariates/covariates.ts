import { sentences, type arena } from '@fakexplain/contract';
import { unionArea, type Explanation, type ImageSize } from '@fakexplain/explanation';

/** What a rater sees of an explanation apart from what it says, and what may sway a vote. */
export interface Features {
  words: number;
  boxes: number;
  /** Share of the image inside boxes, 0–1. */
  boxedArea: number;
  verdictRight: boolean;
}

export function featuresOf(
  { verdict, reasoning, regions }: Pick<Explanation, 'verdict' | 'reasoning' | 'regions'>,
  { width, height, label }: ImageSize & { label: 'real' | 'generated' },
): Features {
  const texts = [reasoning, ...regions.map(({ description }) => description)];
  return {
    words: texts.reduce((sum, text) => sum + (text.match(/\S+/gu)?.length ?? 0), 0),
    boxes: regions.length,
    boxedArea: unionArea(regions.map(({ box }) => box)) / (width * height),
    verdictRight: verdict === label,
  };
}

/** (a − b) / (a + b): from −1 to 1, 0 where both are 0. */
const relative = (a: number, b: number): number => (a + b === 0 ? 0 : (a - b) / (a + b));

export interface Covariate {
  covariate: arena.CovariateReport['covariates'][number]['covariate'];
  title: string;
  definition: string;
  /** How far a's explanation is above b's. */
  value(a: Features, b: Features, aOnLeft: boolean): number;
}

export const covariates: readonly Covariate[] = [
  {
    covariate: 'side',
    ...sentences.covariates.side,
    value: (_a, _b, aOnLeft) => (aOnLeft ? 1 : -1),
  },
  {
    covariate: 'words',
    ...sentences.covariates.words,
    value: (a, b) => relative(a.words, b.words),
  },
  {
    covariate: 'boxes',
    ...sentences.covariates.boxes,
    value: (a, b) => relative(a.boxes, b.boxes),
  },
  {
    covariate: 'boxed_area',
    ...sentences.covariates.boxed_area,
    value: (a, b) => a.boxedArea - b.boxedArea,
  },
  {
    covariate: 'verdict_right',
    ...sentences.covariates.verdict_right,
    value: (a, b) => Number(a.verdictRight) - Number(b.verdictRight),
  },
];
