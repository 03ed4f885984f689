import type { Explanation } from '@fakexplain/explanation';
import type { DemoImage } from '../collection.ts';
import type { Random } from '../random.ts';
import type { AppliedDefect } from '../scene.ts';
import { jitter } from './boxes.ts';
import { close } from './close.ts';

/** Defects of the same kind of scene that this picture does not have; where it has them all, they are all of them. */
export function absentDefects({ scene, seed, picture }: DemoImage, random: Random): AppliedDefect[] {
  const present = new Set(picture.findings.map((finding) => finding.name));
  const absent = scene.defects.filter((name) => !present.has(name));
  return random
    .shuffle(absent.length > 0 ? absent : scene.defects)
    .flatMap((name) => scene.findings(seed, [name]));
}

/** Looks at the right place and names something that is not there; sometimes one of several is right. */
export function wrongDefect(image: DemoImage, random: Random): Explanation {
  if (image.label === 'real') {
    return { ...close(image, random), probability: Math.round(random.between(0.05, 0.45) * 100) / 100 };
  }
  const absent = absentDefects(image, random);
  const named = image.picture.findings.map((finding, index) => {
    const told = index > 0 && random.chance(0.35) ? finding : (absent[index % absent.length] ?? finding);
    return {
      tag: told.tag,
      region: {
        box: jitter(finding.box, 0.1, image.picture, random),
        description: random.pick(told.phrases),
      },
    };
  });
  return {
    verdict: 'generated',
    probability: Math.round(random.between(0.6, 0.97) * 100) / 100,
    tags: [...new Set(named.map(({ tag }) => tag))],
    reasoning: random.pick([
      'One area stands out.',
      'I noticed an inconsistency.',
      'This part does not match the rest.',
      'Something is off in the marked place.',
    ]),
    regions: named.map(({ region }) => region),
  };
}
