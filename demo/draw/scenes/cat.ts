import type { ImageSize } from '@fakexplain/explanation';
import { floor, wall, wallPictures } from '../backdrop.ts';
import { bookStack, pottedPlant, softShadow } from '../clutter.ts';
import { darker, lighter, linear, radial } from '../paint.ts';
import { interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, ellipse, group, line, path, place, type Placement, type Shape } from '../svg.ts';

interface Cat {
  frame: ImageSize;
  backdrop: Shape[];
  at: Placement;
  fur: string;
  marking: string;
  iris: string;
  tails: (-1 | 1)[];
  thirdEar: boolean;
  thirdPaw: boolean;
  /** Scale of the left and the right eye. */
  eyes: [number, number];
}

const tail = ({ fur, marking }: Cat, side: -1 | 1): Shape =>
  place(
    group([
      path('M34 70C70 76 92 52 84 22C81 8 66 4 62 14', { stroke: darker(fur, 0.25), width: 17 }),
      path('M34 70C70 76 92 52 84 22C81 8 66 4 62 14', { stroke: fur, width: 14 }),
      path('M66 5C63 6 61.6 11 62 14', { stroke: marking, width: 14 }),
    ]),
    { scaleX: side },
  );

const ear = ({ fur }: Cat): Shape =>
  group([
    path('M-17 8C-16 -10 -8 -24 -1 -28C9 -22 15 -8 17 6Z', {
      fill: fur,
      stroke: darker(fur, 0.22),
      width: 1.6,
    }),
    path('M-9 4C-9 -6 -4 -15 -1 -18C5 -14 9 -6 10 2Z', { fill: '#e3a5a0' }),
  ]);

const middleEar = (cat: Cat) => place(ear(cat), { x: 0, y: -74, turn: 2, scale: 0.92 });

const paw = ({ fur }: Cat, x: number): Shape =>
  place(
    group([
      path('M-11 -26C-13 -6 -15 4 -12 9C-8 14 8 14 12 9C15 4 13 -6 11 -26Z', {
        fill: linear([fur, lighter(fur, 0.14)]),
        stroke: darker(fur, 0.28),
        width: 1.6,
      }),
      line(
        [
          [-4, 6],
          [-4, 11],
        ],
        { stroke: darker(fur, 0.35), width: 1.3 },
      ),
      line(
        [
          [4, 6],
          [4, 11],
        ],
        { stroke: darker(fur, 0.35), width: 1.3 },
      ),
    ]),
    { x, y: 76 },
  );

const eye = ({ iris }: Cat, x: number, scale: number): Shape =>
  place(
    group([
      ellipse(0, 0, 8.4, 8, {
        fill: radial([lighter(iris, 0.4), iris], 0.5, 0.6),
        stroke: '#2a2024',
        width: 1.5,
      }),
      ellipse(0, 0, 2.6, 6.4, { fill: '#17121a' }),
      circle(-2, -3, 1.7, { fill: '#ffffff' }),
    ]),
    { x, y: -38, scale },
  );

function head(cat: Cat): Shape[] {
  const { fur, marking } = cat;
  const whiskers = [-1, 1].flatMap((side) =>
    [-4, 0, 4].map((dy) =>
      line(
        [
          [side * 14, -22 + dy * 0.6],
          [side * 46, -24 + dy * 2],
        ],
        { stroke: '#fdf6ea', width: 0.9, opacity: 0.85 },
      ),
    ),
  );
  return [
    place(ear(cat), { x: -24, y: -62, turn: -24 }),
    place(ear(cat), { x: 24, y: -62, turn: 24, scaleX: -1 }),
    ellipse(0, -38, 41, 34, {
      fill: radial([lighter(fur, 0.2), fur, darker(fur, 0.14)], 0.45, 0.3, 0.8),
      stroke: darker(fur, 0.25),
      width: 1.6,
    }),
    ...[-9, 0, 9].map((x) =>
      path(`M${x} -70Q${x * 0.7} -62 ${x * 0.6} -56`, { stroke: marking, width: 3.6 }),
    ),
    ellipse(0, -22, 17, 12, { fill: lighter(fur, 0.5) }),
    path('M-4.5 -29L4.5 -29L0 -23.5Z', { fill: '#c9727a' }),
    path('M-8 -17C-6 -13 -1 -14 0 -19C1 -14 6 -13 8 -17', { stroke: '#3a2a2e', width: 1.5 }),
    ...whiskers,
    eye(cat, -16, cat.eyes[0]),
    eye(cat, 16, cat.eyes[1]),
  ];
}

export const cat = defineScene<Cat>({
  name: 'cat',
  frames: ['landscape', 'portrait', 'square'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const ground = frame.height * 0.72;
    const scale = (Math.min(frame.width, frame.height) / 240) * random.between(0.92, 1.08);
    const x = frame.width * random.between(0.42, 0.58);
    const y = frame.height * 0.86 - 90 * scale;
    const fur = random.pick(['#d98b4a', '#8f8a8c', '#f0dcc0', '#5a5058', '#b98a6a']);
    return {
      frame,
      backdrop: [
        ...wall(frame, palette, random),
        ...wallPictures(frame, palette, 90 * scale, random),
        ...floor(frame, ground, palette.wood, palette),
        ellipse(frame.width / 2, frame.height * 0.875, frame.width * 0.42, frame.height * 0.085, {
          fill: palette.cloth,
        }),
        ellipse(frame.width / 2, frame.height * 0.875, frame.width * 0.38, frame.height * 0.068, {
          stroke: lighter(palette.cloth, 0.4),
          width: 3,
        }),
        pottedPlant(frame.width * 0.1, ground + 34, 150, random.pick(palette.accents), '#5d8a56', random),
        bookStack(frame.width * 0.88, ground + 44, 100, palette.accents, random),
      ],
      at: { x, y, scale },
      fur,
      marking: darker(fur, 0.34),
      iris: random.pick(['#9cc35c', '#e2b53e', '#6fb3d2']),
      tails: [random.pick([-1, 1])],
      thirdEar: false,
      thirdPaw: false,
      eyes: [1, 1],
    };
  },
  draw(cat) {
    const { fur } = cat;
    const shapes = [
      softShadow(0, 86, 78, 13, 0.55),
      ...cat.tails.map((side) => tail(cat, side)),
      path('M-26 -14C-44 20 -54 56 -44 80C-36 92 36 92 44 80C54 56 44 20 26 -14Z', {
        fill: linear([darker(fur, 0.1), fur, lighter(fur, 0.08)]),
        stroke: darker(fur, 0.25),
        width: 1.6,
      }),
      path('M-15 0C-18 24 -14 44 0 52C14 44 18 24 15 0Z', { fill: lighter(fur, 0.46) }),
      ...[-36, 36].map((x) =>
        path(`M${x} 44Q${x * 0.7} 46 ${x * 0.66} 56`, { stroke: darker(fur, 0.24), width: 2 }),
      ),
      paw(cat, -15),
      paw(cat, 15),
      ...(cat.thirdPaw ? [paw(cat, 39)] : []),
      ...(cat.thirdEar ? [middleEar(cat)] : []),
      ...head(cat),
    ];
    return [...cat.backdrop, place(group(shapes), cat.at)];
  },
  defects: {
    'two-tails': {
      tag: 'anatomy',
      apply(cat) {
        const side = cat.tails[0] === 1 ? -1 : 1;
        cat.tails.push(side);
        return {
          box: bounds(place(tail(cat, side), cat.at)),
          phrases: [
            `The cat has two tails; a second one curls up on the ${side === 1 ? 'right' : 'left'}.`,
            `A second tail grows on the ${side === 1 ? 'right' : 'left'} side of the cat.`,
            'There is a tail on either side of the body, and no cat has two.',
          ],
        };
      },
    },
    'three-ears': {
      tag: 'anatomy',
      apply(cat) {
        cat.thirdEar = true;
        return {
          box: bounds(place(middleEar(cat), cat.at)),
          phrases: [
            'The cat has three ears: one more stands up between the other two.',
            'A third ear grows from the top of the head.',
            'There is an extra ear in the middle of the forehead.',
          ],
        };
      },
    },
    'unequal-eyes': {
      tag: 'proportion',
      apply(cat, random) {
        const index = random.pick([0, 1] as const);
        cat.eyes[index] = 1.75;
        return {
          box: bounds(place(eye(cat, index === 0 ? -16 : 16, 1.75), cat.at)),
          phrases: [
            `The ${index === 0 ? 'left' : 'right'} eye is nearly twice as large as the other.`,
            'The eyes do not match: one is much bigger than the other.',
            `One eye, on the ${index === 0 ? 'left' : 'right'}, bulges far beyond the size of its neighbour.`,
          ],
        };
      },
    },
    'third-paw': {
      tag: 'anatomy',
      apply(cat) {
        cat.thirdPaw = true;
        return {
          box: bounds(place(paw(cat, 39), cat.at)),
          phrases: [
            'The cat has three front legs; the one at the right is too many.',
            'A third front paw stands beside the other two.',
            'An extra foreleg grows out of the haunch on the right.',
          ],
        };
      },
    },
  },
  sound: [
    'The cat has two ears, two like eyes, one tail and its paws in place.',
    'Whiskers, eyes and ears are symmetric, and the body rests on the rug.',
    'The fur, the markings and the shadow under the cat are consistent.',
  ],
});
