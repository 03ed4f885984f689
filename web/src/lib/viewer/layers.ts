import type { Box } from '@fakexplain/explanation';

/** The regions of one explanation, as they are drawn over the image. */
export interface StageLayer {
  key: string;
  /** Short name that its regions are numbered under, e.g. `A`. */
  label: string;
  /** Any CSS colour, e.g. `var(--a)`. */
  colour: string;
  /** SVG dash pattern that tells the layer apart without its colour; `none` is a solid line. */
  dash: string;
  regions: { box: Box; description: string }[];
}

/** Which of two explanations' regions are drawn on the image; `left` and `both` are the same where there is but one. */
export type Shown = 'left' | 'right' | 'both' | 'none';

/** The name of a layer's region on the image and in its card, e.g. `A1`: also what `highlighted` holds. */
export const regionName = (label: string, index: number): string => `${label}${index + 1}`;

/** How the two explanations of a ballot are drawn: blue and solid, orange and dashed. */
export const sideStyles = [
  { key: 'left', label: 'A', colour: 'var(--a)', dash: 'var(--a-dash)' },
  { key: 'right', label: 'B', colour: 'var(--b)', dash: 'var(--b-dash)' },
] as const;
