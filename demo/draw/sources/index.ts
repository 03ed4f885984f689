import type { CoordinateSpace, Explanation, Grammar } from '@fakexplain/explanation';
import type { DemoImage } from '../collection.ts';
import type { Random } from '../random.ts';
import { close } from './close.ts';
import { hallucinated } from './hallucinated.ts';
import { shifted } from './shifted.ts';
import { vague } from './vague.ts';
import { wrongDefect } from './wrong-defect.ts';
import { wrongVerdict } from './wrong-verdict.ts';

/** Stands in for a model: explains every image of the demo with a quality that is known. */
export interface StandIn {
  slug: string;
  name: string;
  description: string;
  explain(image: DemoImage, random: Random): Explanation;
  /** Where it answers as a model does, in raw text; else its answers are structured. */
  raw?: {
    grammar: Grammar;
    space: CoordinateSpace;
    /** Share of the answers that break off, as at a limit of tokens. */
    cutOff: number;
  };
}

export const standIns: StandIn[] = [
  {
    slug: 'demo-close',
    name: 'demo: close',
    description: 'Nearly the reference: boxes a little off, other words. Made by the project, no model.',
    explain: close,
    raw: { grammar: 'qwen2.5-vl', space: 'qwen-smart-resized', cutOff: 0.02 },
  },
  {
    slug: 'demo-shifted',
    name: 'demo: shifted boxes',
    description: 'The right defects, with every box beside its place. Made by the project, no model.',
    explain: shifted,
    raw: { grammar: 'internvl', space: 'norm-1000', cutOff: 0.03 },
  },
  {
    slug: 'demo-wrong-defect',
    name: 'demo: wrong defect',
    description: 'The right place, but a defect named that is not there. Made by the project, no model.',
    explain: wrongDefect,
  },
  {
    slug: 'demo-vague',
    name: 'demo: vague',
    description: 'One large box and words that fit any image. Made by the project, no model.',
    explain: vague,
    raw: { grammar: 'plain', space: 'norm-1', cutOff: 0 },
  },
  {
    slug: 'demo-hallucinated',
    name: 'demo: hallucinated',
    description: 'Adds defects that are nowhere in the image. Made by the project, no model.',
    explain: hallucinated,
  },
  {
    slug: 'demo-wrong-verdict',
    name: 'demo: wrong verdict',
    description:
      'Mostly takes sound pictures for defective ones and the reverse. Made by the project, no model.',
    explain: wrongVerdict,
  },
];
