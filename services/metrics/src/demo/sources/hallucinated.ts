import type { Explanation, Region } from '@fakexplain/explanation';
import type { DemoImage } from '../collection.ts';
import type { Random } from '../random.ts';
import { anywhere, jitter } from './boxes.ts';
import { close } from './close.ts';
import { absentDefect } from './wrong-defect.ts';

/** A defect that is not there, told of the place where it would be, or of any place at all. */
export function inventRegion(image: DemoImage, random: Random): { tag: string; region: Region } {
  const { box, phrases, tag } = absentDefect(image, random);
  return {
    tag,
    region: {
      box: random.chance(0.5) ? jitter(box, 0.1, image.picture, random) : anywhere(image.picture, random),
      description: random.pick(phrases),
    },
  };
}

/** Finds most of what is wrong, and one or two things that are not; seldom accuses a sound picture. */
export function hallucinated(image: DemoImage, random: Random): Explanation {
  const base = close(image, random.fork('base'));
  if (image.label === 'real' && random.chance(0.55)) return { ...base, probability: 0.42 };
  const invented = Array.from({ length: random.int(1, 2) }, () => inventRegion(image, random));
  const found = base.regions.filter(() => random.chance(0.75));
  return {
    verdict: 'generated',
    probability: Math.round(random.between(0.55, 0.99) * 100) / 100,
    tags: [...new Set([...base.tags, ...invented.map(({ tag }) => tag)])],
    reasoning: random.pick([
      'There are several things that cannot be.',
      'Multiple parts of this picture are wrong.',
      'I found the following defects.',
    ]),
    regions: random.shuffle([...found, ...invented.map(({ region }) => region)]),
  };
}
