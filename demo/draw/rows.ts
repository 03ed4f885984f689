import {
  serialiseExplanation,
  trainingRow,
  type Explanation,
  type TrainingRow,
} from '@fakexplain/explanation';
import type { DemoImage } from './collection.ts';
import { createRandom } from './random.ts';
import type { StandIn } from './sources/index.ts';
import { reference } from './sources/reference.ts';

/** The reference explanation of an image, as a row of `annotations.jsonl`. */
export function annotationRow(image: DemoImage): TrainingRow {
  const explanation = reference(image, createRandom(`reference/${image.seed}`));
  return trainingRow({ imagePath: image.path, explanation });
}

/** First line of a stand-in's file: who it is, and how its raw texts are to be read. */
export function headerRow({ slug, name, description, raw }: StandIn) {
  return {
    source: { slug, name, kind: 'stand-in', demo: true, description },
    ...(raw && { grammar: raw.grammar, space: raw.space }),
  };
}

export type ExplanationRow = { image: string } & ({ explanation: Explanation } | { text: string });

/** A stand-in's answer for an image, as a row of its file. */
export function explanationRow(standIn: StandIn, image: DemoImage): ExplanationRow {
  const random = createRandom(`${standIn.slug}/${image.seed}`);
  const explanation = standIn.explain(image, random.fork('explanation'));
  if (!standIn.raw) return { image: image.path, explanation };
  const { grammar, space, cutOff } = standIn.raw;
  const text = serialiseExplanation(explanation, { grammar, space, image: image.picture });
  const length = random.chance(cutOff) ? Math.floor(text.length * random.between(0.4, 0.9)) : text.length;
  return { image: image.path, text: text.slice(0, length) };
}
