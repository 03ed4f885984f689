import type { ImageSize } from '@fakexplain/explanation';
import { bokeh } from '../backdrop.ts';
import { darker, lighter, linear } from '../paint.ts';
import { interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, ellipse, group, line, path, place, rect, type Placement, type Shape } from '../svg.ts';

interface Finger {
  name: string;
  /** Where it leaves the palm, its direction in degrees from upright, its length and thickness. */
  x: number;
  y: number;
  turn: number;
  length: number;
  thickness: number;
  nail: boolean;
}

interface Hand {
  frame: ImageSize;
  backdrop: Shape[];
  at: Placement;
  skin: string;
  sleeve: string;
  fingers: Finger[];
}

/** The finger's silhouette from `root` below the edge of the palm, grown by `rim` for the outline. */
function finger({ x, y, turn, length, thickness }: Finger, colour: string, rim = 0, root = 8): Shape {
  return place(
    line(
      [
        [0, root],
        [0, -length + thickness / 2],
      ],
      { stroke: colour, width: thickness + rim },
    ),
    { x, y, turn },
  );
}

/** The part of a finger that stands clear of the palm. */
const visible = (each: Finger) => finger(each, '#000000', 2.4, -8);

function nail(hand: Hand, { x, y, turn, length, thickness }: Finger): Shape {
  const shape = group([
    ellipse(0, -length + thickness * 0.62, thickness * 0.29, thickness * 0.42, {
      fill: linear(['#ffe9e4', lighter(hand.skin, 0.42)]),
      stroke: darker(hand.skin, 0.22),
      width: 0.7,
    }),
  ]);
  return place(shape, { x, y, turn });
}

function knuckles(hand: Hand, { x, y, turn, length, thickness }: Finger): Shape {
  const marks = [0.4, 0.66].map((at) =>
    path(
      `M${-thickness * 0.24} ${-length * at}Q0 ${-length * at - 1.6} ${thickness * 0.24} ${-length * at}`,
      { stroke: darker(hand.skin, 0.25), width: 0.9, opacity: 0.8 },
    ),
  );
  return place(group(marks), { x, y, turn });
}

const palm = (style: Parameters<typeof path>[1]) =>
  path('M-23 -12C-24 -20 22 -22 23 -10C25 8 22 24 15 34L14 60L-13 60L-13 36C-26 26 -25 6 -23 -12Z', style);

export const hand = defineScene<Hand>({
  name: 'hand',
  frames: ['portrait', 'square', 'landscape'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const mirrored = random.chance(0.5) ? -1 : 1;
    const scale = (Math.min(frame.width * 0.95, frame.height) / 150) * random.between(0.95, 1.1);
    const spread = random.between(0.85, 1.2);
    const thickness = random.between(11, 12.4);
    const make = (name: string, x: number, y: number, turn: number, length: number, wide = 1): Finger => {
      return { name, x, y, turn: turn * spread, length, thickness: thickness * wide, nail: true };
    };
    return {
      frame,
      backdrop: bokeh(frame, palette.accents, random),
      at: {
        x: frame.width * random.between(0.46, 0.54),
        y: frame.height * 0.6,
        turn: random.between(-9, 9),
        scale,
        scaleX: scale * mirrored,
      },
      skin: random.pick(['#f0c8a8', '#d9a07a', '#a8704d', '#7a4b35', '#e8b596']),
      sleeve: random.pick(palette.accents),
      fingers: [
        make('thumb', -18, 14, -52, 38, 1.12),
        make('index finger', -16.5, -12, -11, 42),
        make('middle finger', -4.5, -15, -2, 47),
        make('ring finger', 7.5, -14, 6, 43),
        make('little finger', 18, -9, 17, 34, 0.9),
      ],
    };
  },
  draw(hand) {
    const outline = darker(hand.skin, 0.42);
    const flat = lighter(hand.skin, 0.04);
    const shapes = group([
      rect(-19, 52, 38, 90, { fill: linear([lighter(hand.sleeve, 0.15), darker(hand.sleeve, 0.3)], 20) }, 4),
      rect(-21, 47, 42, 11, { fill: linear([lighter(hand.sleeve, 0.3), hand.sleeve], 20) }, 4),
      palm({ fill: outline, stroke: outline, width: 2.4 }),
      ...hand.fingers.map((each) => finger(each, outline, 2.4)),
      rect(-20, 52, 40, 8, { fill: darker(hand.sleeve, 0.15) }, 3),
      palm({ fill: flat }),
      ...hand.fingers.map((each) => finger(each, flat)),
      path('M-15 20C-10 30 -8 40 -9 50', { stroke: darker(hand.skin, 0.2), width: 1.1, opacity: 0.6 }),
      ...[-13, -3, 7, 15].map((x) =>
        path(`M${x} ${-6 + Math.abs(x) * 0.1}Q${x + 1} 4 ${x * 0.8} 14`, {
          stroke: darker(hand.skin, 0.18),
          width: 0.9,
          opacity: 0.5,
        }),
      ),
      ...hand.fingers.map((each) => knuckles(hand, each)),
      ...hand.fingers.filter((each) => each.nail).map((each) => nail(hand, each)),
      rect(-21, 49, 42, 11, { fill: linear([lighter(hand.sleeve, 0.3), hand.sleeve], 20) }, 4),
    ]);
    return [...hand.backdrop, place(shapes, hand.at)];
  },
  defects: {
    'six-fingers': {
      tag: 'anatomy',
      apply(hand) {
        const extra: Finger = {
          name: 'sixth finger',
          x: 20,
          y: 4,
          turn: 40,
          length: 33,
          thickness: 10.2,
          nail: true,
        };
        hand.fingers.push(extra);
        return {
          box: bounds(place(visible(extra), hand.at)),
          phrases: [
            'The hand has six fingers: beyond the little finger grows another one.',
            'One finger too many; a sixth sticks out of the edge of the palm.',
            'An extra finger next to the little finger, complete with its own nail, makes six in all.',
            'Counting from the thumb there are six digits, the outermost of which no hand has.',
          ],
        };
      },
    },
    'missing-finger': {
      tag: 'anatomy',
      excludes: ['six-fingers', 'overlong-finger'],
      apply(hand, random) {
        const index = random.pick([2, 3]);
        const gone = hand.fingers[index];
        if (!gone) throw new RangeError('a hand has five fingers');
        hand.fingers.splice(index, 1);
        return {
          box: bounds(place(visible(gone), hand.at)),
          phrases: [
            `The ${gone.name} is missing and leaves a wide gap.`,
            `Only four digits: nothing grows where the ${gone.name} should be.`,
            `There is a gap in the row of fingers; the hand has no ${gone.name}.`,
          ],
        };
      },
    },
    'overlong-finger': {
      tag: 'proportion',
      apply(hand, random) {
        const long = hand.fingers[random.pick([1, 3])];
        if (!long) throw new RangeError('a hand has five fingers');
        long.length = 72;
        return {
          box: bounds(place(visible(long), hand.at)),
          phrases: [
            `The ${long.name} is far too long for this hand.`,
            `One finger, the ${long.name}, is stretched far past all the others.`,
            `The ${long.name} is nearly twice as long as it should be beside its neighbours.`,
          ],
        };
      },
    },
  },
  sound: [
    'The hand has a thumb and four fingers of plausible lengths, each with a nail.',
    'Five fingers leave the palm where they should, and their knuckles line up.',
    'The outline of the hand runs into the cuff without a break.',
  ],
});
