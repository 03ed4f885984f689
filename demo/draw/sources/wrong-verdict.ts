import type { Explanation } from '@fakexplain/explanation';
import type { DemoImage } from '../collection.ts';
import type { Random } from '../random.ts';
import { close } from './close.ts';
import { inventRegions } from './hallucinated.ts';

/** Takes most defective pictures for sound and most sound ones for defective. */
export function wrongVerdict(image: DemoImage, random: Random): Explanation {
  if (random.chance(0.15)) {
    return { ...close(image, random), probability: image.label === 'real' ? 0.36 : 0.64 };
  }
  if (image.label === 'generated') {
    return {
      verdict: 'real',
      probability: Math.round(random.between(0.02, 0.4) * 100) / 100,
      tags: [],
      reasoning: `${random.pick(['I see no defect.', 'The scene is plausible.', 'All details agree.'])} ${random.pick(image.scene.sound)}`,
      regions: [],
    };
  }
  const invented = inventRegions(image, 1, random);
  return {
    verdict: 'generated',
    probability: Math.round(random.between(0.6, 0.98) * 100) / 100,
    tags: invented.map(({ tag }) => tag),
    reasoning: random.pick([
      'One thing gives it away.',
      'This cannot be a sound picture.',
      'Look at the marked place.',
    ]),
    regions: invented.map(({ region }) => region),
  };
}
