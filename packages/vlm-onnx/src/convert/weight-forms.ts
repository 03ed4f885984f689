import type { BlockFormat } from './block-quantise.ts';

/** How the numbers of a stored weight are written. */
export type WeightForm = 'float32' | 'float16' | BlockFormat;

/** A tensor of the checkpoint with the shape it must have. */
export type Source = { tensor: string; shape: number[] };
