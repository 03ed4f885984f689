import { tabletop } from '../backdrop.ts';
import { pencil, softShadow } from '../clutter.ts';
import { darker, lighter, linear } from '../paint.ts';
import { interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import {
  bounds,
  circle,
  ellipse,
  group,
  line,
  path,
  place,
  rect,
  type Placement,
  type Shape,
} from '../svg.ts';

type Form = 'round' | 'square';

interface Spectacles {
  backdrop: Shape[];
  at: Placement;
  rim: string;
  lenses: { left: Form | null; right: Form | null };
  temples: { left: boolean; right: boolean };
  bridge: boolean;
}

const lens = ({ rim }: Spectacles, side: -1 | 1, form: Form): Shape => {
  const glass = linear(
    [
      [0, '#ffffff', 0.5],
      [0.5, '#cfe6f2', 0.18],
      [1, '#9fc4d8', 0.34],
    ],
    55,
  );
  const outline = { stroke: rim, width: 6.5, fill: glass };
  return place(
    group([
      form === 'round' ? ellipse(0, 0, 38, 35, outline) : rect(-37, -34, 74, 68, outline, 6),
      path('M-22 -10C-18 -20 -8 -24 0 -24', { stroke: '#ffffff', width: 4, opacity: 0.7 }),
    ]),
    { x: side * 51 },
  );
};

const temple = ({ rim }: Spectacles, side: -1 | 1): Shape =>
  place(
    group([
      path('M88 -12C100 -40 92 -88 80 -108C76 -116 66 -116 62 -110', { stroke: darker(rim, 0.3), width: 6 }),
      circle(88, -12, 4.4, { fill: '#c9b27a' }),
    ]),
    { scaleX: side },
  );

const bridge = ({ rim }: Spectacles): Shape => path('M-13 -8C-8 -18 8 -18 13 -8', { stroke: rim, width: 6 });

export const spectacles = defineScene<Spectacles>({
  name: 'spectacles',
  frames: ['landscape', 'square', 'portrait'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const { width, height } = frame;
    const scale = (Math.min(width, height * 1.1) / 260) * random.between(0.9, 1.02);
    const [x, y] = [width / 2, height * 0.56];
    const pageTurn = random.between(-7, 7);
    const text = (side: -1 | 1) =>
      Array.from({ length: 15 }, (_, index) => {
        const indent = index % 5 === 0 ? 16 : 0;
        const end = index % 5 === 4 ? random.between(60, 90) : 128;
        return line(
          [
            [side * 12 + (side < 0 ? -128 : 0) + indent, -128 + index * 18],
            [side * 12 + (side < 0 ? -128 : 0) + end, -128 + index * 18],
          ],
          {
            stroke: '#9b9288',
            width: 3.4,
            opacity: 0.6,
          },
        );
      });
    const book = place(
      group([
        rect(-158, -156, 316, 312, { fill: darker(palette.cloth, 0.2) }, 6),
        rect(-151, -150, 150, 300, { fill: linear(['#f9f1df', '#f4ead4', '#d8c9aa'], 0) }, 3),
        rect(1, -150, 150, 300, { fill: linear(['#d8c9aa', '#f4ead4', '#f9f1df'], 0) }, 3),
        ...text(-1),
        ...text(1),
      ]),
      { x, y: height * 0.5, turn: pageTurn, scale: scale * 0.98 },
    );
    const mugX = width * random.pick([0.1, 0.9]);
    const cup = group([
      softShadow(mugX + 5, height * 0.14 + 8, 58, 56, 0.6),
      circle(mugX, height * 0.14, 46, {
        fill: linear(
          [lighter(palette.accents[0] ?? '#557', 0.3), darker(palette.accents[0] ?? '#557', 0.2)],
          45,
        ),
      }),
      circle(mugX, height * 0.14, 38, { fill: '#4a2c1a' }),
      ellipse(mugX - 10, height * 0.14 - 12, 12, 6, { fill: '#ffffff', opacity: 0.16 }),
    ]);
    const rim = random.pick(['#2c262b', '#7a3f2a', '#3c5068', '#8d2f3b', '#46583c']);
    return {
      backdrop: [
        ...tabletop(frame, -8, palette.wood, random),
        softShadow(x + 8, height * 0.5 + 12, 205 * scale, 195 * scale, 0.6),
        book,
        cup,
        pencil(
          width * random.between(0.3, 0.7),
          height * 0.93,
          170,
          random.between(-10, 10),
          random.pick(palette.accents),
        ),
      ],
      at: { x, y: y + 22 * scale, scale, turn: random.between(-11, 11) },
      rim,
      lenses: { left: 'round', right: 'round' },
      temples: { left: true, right: true },
      bridge: true,
      ...(random.chance(0.4) && { lenses: { left: 'square', right: 'square' } }),
    };
  },
  draw(model) {
    const { lenses, temples } = model;
    const shapes = group([
      softShadow(5, 12, 104, 46, 0.35),
      ...(temples.left ? [temple(model, -1)] : []),
      ...(temples.right ? [temple(model, 1)] : []),
      ...(lenses.left ? [lens(model, -1, lenses.left)] : []),
      ...(lenses.right ? [lens(model, 1, lenses.right)] : []),
      ...(model.bridge ? [bridge(model)] : []),
    ]);
    return [...model.backdrop, place(shapes, model.at)];
  },
  defects: {
    'missing-lens': {
      tag: 'structure',
      apply(model, random) {
        const side = random.pick(['left', 'right'] as const);
        const form = model.lenses[side] ?? 'round';
        model.lenses[side] = null;
        return {
          box: bounds(place(lens(model, side === 'left' ? -1 : 1, form), model.at)),
          phrases: [
            `The ${side} lens is missing together with its rim.`,
            `These spectacles have one lens only; on the ${side} there is nothing.`,
            `Between the bridge and the ${side} temple the frame is simply absent.`,
          ],
        };
      },
    },
    'odd-lens': {
      tag: 'proportion',
      excludes: ['missing-lens'],
      apply(model, random) {
        const side = random.pick(['left', 'right'] as const);
        const now = model.lenses[side] ?? 'round';
        const other: Form = now === 'round' ? 'square' : 'round';
        const sign = side === 'left' ? -1 : 1;
        const before = bounds(place(lens(model, sign, now), model.at));
        model.lenses[side] = other;
        return {
          box: bounds(place(lens(model, sign, other), model.at)),
          vacated: [before],
          phrases: [
            `The lenses differ: the ${side} one is ${other}, the other ${now}.`,
            `One rim is ${now} and one is ${other}.`,
            `The ${side} lens has another shape than its partner.`,
          ],
        };
      },
    },
    'missing-temple': {
      tag: 'structure',
      apply(model, random) {
        const side = random.pick(['left', 'right'] as const);
        model.temples[side] = false;
        return {
          box: bounds(place(temple(model, side === 'left' ? -1 : 1), model.at)),
          phrases: [
            `The ${side} temple of the spectacles is missing.`,
            `There is only one arm to go behind an ear; the ${side} one is not there.`,
            `The frame ends at the ${side} lens without an arm.`,
          ],
        };
      },
    },
    'missing-bridge': {
      tag: 'structure',
      apply(model) {
        model.bridge = false;
        return {
          box: bounds(place(bridge(model), model.at)),
          phrases: [
            'Nothing joins the two lenses; the bridge is missing.',
            'The bridge over the nose is not there, so the spectacles are in two halves.',
            'There is a gap between the lenses where the bridge should be.',
          ],
        };
      },
    },
  },
  sound: [
    'Two like lenses, a bridge and two temples: the spectacles are complete.',
    'The frame is symmetric and casts a single soft shadow on the page.',
    'The lines of text run on evenly below the glasses.',
  ],
});
