import type { Box, Explanation } from '@fakexplain/explanation';
import type { DemoImage } from '../collection.ts';
import type { Random } from '../random.ts';
import { fit, jitter } from './boxes.ts';

const remarks = [
  'The overall structure looks somewhat unnatural.',
  'Textures and edges in this area appear too smooth.',
  'The lighting here may be inconsistent.',
  'Some details seem distorted or blended.',
  'This region has an artificial appearance.',
  'The proportions do not feel quite right.',
];

const clean = [
  'The image appears natural and coherent.',
  'Lighting and textures look realistic overall.',
  'No obvious artifacts were detected.',
];

/** Around all the defects, and a good deal more. */
function around(boxes: Box[], share: number, image: { width: number; height: number }): Box {
  const x1 = Math.min(...boxes.map((box) => box[0]));
  const y1 = Math.min(...boxes.map((box) => box[1]));
  const x2 = Math.max(...boxes.map((box) => box[2]));
  const y2 = Math.max(...boxes.map((box) => box[3]));
  const [dx, dy] = [image.width * share, image.height * share];
  return fit([x1 - dx, y1 - dy, x2 + dx, y2 + dy], image);
}

/** One large box and words that would fit any image. */
export function vague({ label, picture }: DemoImage, random: Random): Explanation {
  if (label === 'real') {
    return { verdict: 'real', probability: null, tags: [], reasoning: random.pick(clean), regions: [] };
  }
  const boxes = picture.findings.map((finding) => finding.box);
  const box = jitter(around(boxes, random.between(0.1, 0.32), picture), 0.05, picture, random);
  return {
    verdict: 'generated',
    probability: null,
    tags: random.chance(0.5) ? ['overall quality'] : ['texture quality', 'realism'],
    reasoning: random.pick(['The image shows signs of being generated.', 'There are some anomalies.', '']),
    regions: [{ box, description: random.pick(remarks) }],
  };
}
