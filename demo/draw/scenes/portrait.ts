import { bokeh } from '../backdrop.ts';
import { darker, lighter, linear, radial } from '../paint.ts';
import { interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, ellipse, group, path, place, type Placement, type Shape } from '../svg.ts';

interface Portrait {
  backdrop: Shape[];
  at: Placement;
  skin: string;
  hair: string;
  style: 'short' | 'long' | 'bun';
  shirt: string;
  iris: string;
  eyes: [number, number];
  ears: { left: boolean; right: boolean };
  mouth: { x: number; y: number; turn: number };
  brows: { left: boolean; right: boolean };
}

const eye = ({ iris, skin }: Portrait, side: -1 | 1, scale: number): Shape =>
  place(
    group([
      path('M-12 0C-8 -9 8 -9 12 0C8 7 -8 7 -12 0Z', {
        fill: '#fffdf8',
        stroke: darker(skin, 0.6),
        width: 1.4,
      }),
      circle(0, -0.6, 5.6, { fill: radial([lighter(iris, 0.3), darker(iris, 0.2)]) }),
      circle(0, -0.6, 2.5, { fill: '#15101a' }),
      circle(-1.8, -2.6, 1.4, { fill: '#ffffff' }),
      path('M-12 0C-8 -9 8 -9 12 0', { stroke: darker(skin, 0.75), width: 2.4 }),
    ]),
    { x: side * 22, y: -12, scale },
  );

const ear = ({ skin }: Portrait, side: -1 | 1): Shape =>
  place(
    group([
      path('M50 -18C62 -28 70 -12 64 2C61 11 54 14 48 10Z', {
        fill: lighter(skin, 0.02),
        stroke: darker(skin, 0.3),
        width: 1.6,
      }),
      path('M54 -12C61 -14 61 -4 56 2', { stroke: darker(skin, 0.3), width: 1.8 }),
    ]),
    { scaleX: side },
  );

const brow = ({ hair }: Portrait, side: -1 | 1): Shape =>
  place(path('M10 -30C18 -36 28 -36 36 -29', { stroke: darker(hair, 0.2), width: 4.6 }), { scaleX: side });

const mouth = ({ mouth: { x, y, turn } }: Portrait): Shape =>
  place(
    group([
      path('M-17 0C-8 -6 -3 -4 0 -2.6C3 -4 8 -6 17 0C9 11 -9 11 -17 0Z', { fill: '#b5525a' }),
      path('M-17 0C-6 3 6 3 17 0', { stroke: '#7a2f3a', width: 1.5 }),
    ]),
    { x, y, turn },
  );

function hairBehind({ hair, style }: Portrait): Shape[] {
  const fill = linear([lighter(hair, 0.08), darker(hair, 0.3)]);
  if (style === 'long')
    return [path('M0 -92C-74 -94 -72 -10 -66 96C-40 112 40 112 66 96C72 -10 74 -94 0 -92Z', { fill })];
  if (style === 'bun')
    return [
      circle(0, -98, 25, { fill }),
      path('M0 -88C-58 -88 -58 -30 -52 0L52 0C58 -30 58 -88 0 -88Z', { fill }),
    ];
  return [path('M0 -88C-60 -88 -58 -30 -50 -4L50 -4C58 -30 60 -88 0 -88Z', { fill })];
}

const fringe = ({ hair, style }: Portrait): Shape =>
  path(
    style === 'short'
      ? 'M-52 -22C-58 -82 -20 -94 6 -92C46 -90 58 -62 52 -22C46 -40 40 -52 24 -56C4 -48 -22 -54 -32 -60C-40 -52 -48 -40 -52 -22Z'
      : 'M-54 -10C-62 -78 -26 -94 2 -93C34 -94 62 -74 54 -10C50 -36 38 -56 10 -70C-12 -50 -44 -48 -54 -10Z',
    { fill: linear([lighter(hair, 0.22), hair]) },
  );

export const portrait = defineScene<Portrait>({
  name: 'portrait',
  frames: ['portrait', 'square', 'landscape'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const scale = (Math.min(frame.width, frame.height) / 260) * random.between(0.94, 1.06);
    return {
      backdrop: bokeh(frame, palette.accents, random),
      at: {
        x: frame.width * random.between(0.45, 0.55),
        y: frame.height * 0.5,
        scale,
        turn: random.between(-4, 4),
      },
      skin: random.pick(['#f1cbb0', '#dba680', '#b07a55', '#7f5138', '#ecbb9a']),
      hair: random.pick(['#3a2a26', '#6b432c', '#c98f4c', '#1f1b22', '#8c8288', '#9a4a2e']),
      style: random.pick(['short', 'bun', 'long']),
      shirt: random.pick(palette.accents),
      iris: random.pick(['#5b8f6a', '#4f7fb0', '#6f4a2e']),
      eyes: [1, 1],
      ears: { left: true, right: true },
      mouth: { x: 0, y: 40, turn: 0 },
      brows: { left: true, right: true },
    };
  },
  draw(portrait) {
    const { skin, shirt, ears, eyes, brows } = portrait;
    const shapes = [
      ...hairBehind(portrait),
      path('M-112 190C-108 120 -70 104 -28 94L28 94C70 104 108 120 112 190L112 260L-112 260Z', {
        fill: linear([lighter(shirt, 0.15), darker(shirt, 0.28)], 60),
      }),
      path('M-24 50L-26 96C-14 116 14 116 26 96L24 50Z', { fill: darker(skin, 0.14) }),
      path('M-40 92C-20 124 20 124 40 92L28 90C14 110 -14 110 -28 90Z', { fill: lighter(shirt, 0.35) }),
      ...(ears.left ? [ear(portrait, -1)] : []),
      ...(ears.right ? [ear(portrait, 1)] : []),
      path('M0 -86C-50 -86 -56 -40 -52 0C-48 44 -24 72 0 72C24 72 48 44 52 0C56 -40 50 -86 0 -86Z', {
        fill: radial([lighter(skin, 0.22), skin, darker(skin, 0.16)], 0.4, 0.4, 0.75),
      }),
      ellipse(-30, 22, 12, 8, { fill: '#e0705f', opacity: 0.2 }),
      ellipse(30, 22, 12, 8, { fill: '#e0705f', opacity: 0.2 }),
      path('M1 -8C-3 4 -9 14 -8 18C-5 23 5 23 8 19', { stroke: darker(skin, 0.34), width: 2.2 }),
      mouth(portrait),
      ...(brows.left ? [brow(portrait, -1)] : []),
      ...(brows.right ? [brow(portrait, 1)] : []),
      eye(portrait, -1, eyes[0]),
      eye(portrait, 1, eyes[1]),
      fringe(portrait),
    ];
    return [...portrait.backdrop, place(group(shapes), portrait.at)];
  },
  defects: {
    'unequal-eyes': {
      tag: 'proportion',
      apply(portrait, random) {
        const index = random.pick([0, 1] as const);
        portrait.eyes[index] = 1.65;
        const side = index === 0 ? -1 : 1;
        return {
          box: bounds(place(eye(portrait, side, 1.65), portrait.at)),
          phrases: [
            `The eye on the ${index === 0 ? 'left' : 'right'} is much larger than the other.`,
            'The eyes differ in size by more than half.',
            `One eye, at the ${index === 0 ? 'left' : 'right'}, is blown up out of proportion.`,
          ],
        };
      },
    },
    'missing-ear': {
      tag: 'anatomy',
      apply(portrait, random) {
        const side = random.pick(['left', 'right'] as const);
        portrait.ears[side] = false;
        return {
          box: bounds(place(ear(portrait, side === 'left' ? -1 : 1), portrait.at)),
          phrases: [
            `The person has no ear on the ${side}.`,
            `On the ${side} side of the head the ear is missing, on the other it is there.`,
            `There should be an ear at the ${side} of the face; the outline runs on without one.`,
          ],
        };
      },
    },
    'displaced-mouth': {
      tag: 'anatomy',
      apply(portrait, random) {
        const before = bounds(place(mouth(portrait), portrait.at));
        const side = random.pick([-1, 1]);
        portrait.mouth = { x: side * 24, y: 38, turn: side * -34 };
        return {
          box: bounds(place(mouth(portrait), portrait.at)),
          vacated: [before],
          phrases: [
            'The mouth sits askew on one cheek instead of under the nose.',
            'The lips have slipped to the side and are turned upwards.',
            'Nose and mouth are not on one line; the mouth is far off the middle.',
          ],
        };
      },
    },
    'missing-eyebrow': {
      tag: 'count',
      apply(portrait, random) {
        const side = random.pick(['left', 'right'] as const);
        portrait.brows[side] = false;
        return {
          box: bounds(place(brow(portrait, side === 'left' ? -1 : 1), portrait.at)),
          phrases: [
            `The eyebrow on the ${side} is missing.`,
            `Only one eye has a brow; above the ${side} one there is bare skin.`,
            `No eyebrow over the ${side} eye, while the other is clearly there.`,
          ],
        };
      },
    },
  },
  sound: [
    'The face is symmetric, with two like eyes, two brows and both ears.',
    'Eyes, nose and mouth are in line, and the hair follows the head.',
    'The features are in proportion and the light falls evenly on the face.',
  ],
});
