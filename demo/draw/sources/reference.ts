import type { Explanation } from '@fakexplain/explanation';
import type { DemoImage } from '../collection.ts';
import type { Random } from '../random.ts';

const opening = [
  'I went over the picture from left to right.',
  'At first sight the picture looks fine; the details do not.',
  'Most of this holds together, with an exception.',
  'Looking closely at the subject first, then at its surroundings.',
  'The style is even throughout, so only the content can tell.',
];

const clean = [
  'Nothing in this picture contradicts itself.',
  'I found no defect.',
  'Everything is where it should be.',
  'The picture is consistent in all its parts.',
  'I checked counts, shadows, joints and lettering and found nothing wrong.',
];

/** The whole truth: every defect, exactly boxed and named. */
export function reference({ label, scene, picture }: DemoImage, random: Random): Explanation {
  if (label === 'real') {
    const [first = '', second = ''] = random.shuffle(scene.sound);
    return {
      verdict: 'real',
      probability: null,
      tags: [],
      reasoning: [random.pick(clean), first, ...(random.chance(0.35) ? [second] : [])].join(' '),
      regions: [],
    };
  }
  return {
    verdict: 'generated',
    probability: null,
    tags: [...new Set(picture.findings.map((finding) => finding.tag))],
    reasoning: random.pick(opening),
    regions: picture.findings.map(({ box, phrases }) => ({ box, description: random.pick(phrases) })),
  };
}
