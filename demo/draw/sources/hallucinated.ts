import type { Explanation, Region } from '@fakexplain/explanation';
import type { DemoImage } from '../collection.ts';
import type { Random } from '../random.ts';
import { anywhere, jitter } from './boxes.ts';
import { close } from './close.ts';
import { absentDefects } from './wrong-defect.ts';

/** Defects that are not there, told of the places where they would be, or of any place at all. */
export function inventRegions(
  image: DemoImage,
  count: number,
  random: Random,
): { tag: string; region: Region }[] {
  return absentDefects(image, random)
    .slice(0, count)
    .map(({ box, phrases, tag }) => ({
      tag,
      region: {
        box: random.chance(0.5) ? jitter(box, 0.1, image.picture, random) : anywhere(image.picture, random),
        description: random.pick(phrases),
      },
    }));
}

/** Finds most of what is wrong, and one or two things that are not; seldom accuses a sound picture. */
export function hallucinated(image: DemoImage, random: Random): Explanation {
  const base = close(image, random.fork('base'));
  if (image.label === 'real' && random.chance(0.55)) {
    return { ...base, probability: Math.round(random.between(0.1, 0.48) * 100) / 100 };
  }
  const invented = inventRegions(image, random.int(1, 2), random);
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
