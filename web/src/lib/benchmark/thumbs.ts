import type { catalog } from '@fakexplain/contract';
import type { Box } from '@fakexplain/explanation';

/** Boxes of one run on a thumbnail. */
export interface ThumbLayer {
  name: string;
  colour: string;
  dash: string;
  boxes: Box[];
}

/** An image with what runs mark on it. */
export interface Thumb {
  sha256: string;
  width: number;
  height: number;
  layers: ThumbLayer[];
}

interface Shown {
  /** Which run; several ids where references are of several annotators. */
  runs: readonly string[];
  name: string;
  /** A side's colour; `null` for the reference, which is drawn dotted in neutral ink. */
  side: 'a' | 'b' | null;
}

const styles = {
  a: { colour: 'var(--a)', dash: 'var(--a-dash)' },
  b: { colour: 'var(--b)', dash: 'var(--b-dash)' },
  reference: { colour: 'var(--reference)', dash: '2 3' },
};

/** The thumbnail of an image, with a layer for each of `shown`, in their order. */
export function makeThumb(image: catalog.Image, shown: readonly Shown[]): Thumb {
  return {
    sha256: image.sha256,
    width: image.width,
    height: image.height,
    layers: shown.map(({ runs, name, side }) => ({
      name,
      ...styles[side ?? 'reference'],
      boxes: image.explanations
        .filter(({ run }) => runs.includes(run.id))
        .flatMap(({ explanation }) => explanation.regions.map(({ box }) => box)),
    })),
  };
}
