import type { Explanation } from '@fakexplain/explanation';
import type { DemoImage } from '../collection.ts';
import type { Random } from '../random.ts';
import { shift } from './boxes.ts';
import { close } from './close.ts';

/** The right defects in the right words, but every box beside its place: from half on to wholly off. */
export function shifted(image: DemoImage, random: Random): Explanation {
  const share = random.between(0.35, 1.3);
  const { regions, ...rest } = close(image, random.fork('words'));
  return {
    ...rest,
    regions: regions.map(({ box, description }) => ({
      box: shift(box, share, image.picture, random),
      description,
    })),
  };
}
