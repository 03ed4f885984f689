import type { ImageSize } from '@fakexplain/explanation';
import { outdoors } from '../backdrop.ts';
import { grassTuft, softShadow, tree } from '../clutter.ts';
import { darker, lighter, linear, radial } from '../paint.ts';
import { exteriors } from '../palette.ts';
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

interface Sheep {
  at: Placement;
  legs: { x: number; drop: number }[];
  wool: string;
  face: string;
  heads: (-1 | 1)[];
}

interface Meadow {
  frame: ImageSize;
  backdrop: Shape[];
  flock: Sheep[];
}

const leg = ({ face }: Sheep, { x, drop }: Sheep['legs'][number]): Shape =>
  group([
    line(
      [
        [x, 12 + drop],
        [x, 42 + drop],
      ],
      { stroke: face, width: 7, cap: 'butt' },
    ),
    rect(x - 4.4, 39 + drop, 8.8, 5, { fill: darker(face, 0.45) }, 1.5),
  ]);

const head = ({ face, wool }: Sheep, side: -1 | 1): Shape =>
  place(
    group([
      path('M34 -24C26 -26 22 -18 24 -14C28 -10 36 -14 38 -18Z', { fill: darker(face, 0.2) }),
      ellipse(47, -14, 14, 18, { fill: linear([lighter(face, 0.14), darker(face, 0.2)], 30) }),
      circle(44, -30, 8, { fill: wool }),
      circle(50, -29, 7, { fill: wool }),
      path('M58 -25C66 -26 70 -20 67 -15C62 -12 58 -15 56 -19Z', { fill: darker(face, 0.1) }),
      circle(43, -17, 3.4, { fill: '#ffffff' }),
      circle(52.5, -17, 3.4, { fill: '#ffffff' }),
      circle(43.6, -16.6, 1.7, { fill: '#1b1518' }),
      circle(53, -16.6, 1.7, { fill: '#1b1518' }),
      path('M44 -3Q48 0 52 -3', { stroke: darker(face, 0.6), width: 1.4 }),
    ]),
    { scaleX: side },
  );

function drawSheep(sheep: Sheep): Shape {
  const puffs = Array.from({ length: 13 }, (_, index) => {
    const radians = (index / 13) * Math.PI * 2;
    return [Math.cos(radians) * 33, -6 + Math.sin(radians) * 18] as const;
  });
  return place(
    group([
      softShadow(0, 44, 52, 7, 0.45),
      ...sheep.legs.map((each) => leg(sheep, each)),
      ...puffs.map(([x, y]) => circle(x, y, 12.5, { fill: darker(sheep.wool, 0.16) })),
      ...puffs.map(([x, y]) => circle(x, y - 1.6, 11.2, { fill: sheep.wool })),
      ellipse(0, -7, 36, 22, {
        fill: radial([lighter(sheep.wool, 0.5), sheep.wool, sheep.wool], 0.4, 0.2, 0.8),
      }),
      ...sheep.heads.map((side) => head(sheep, side)),
    ]),
    sheep.at,
  );
}

function fence({ width }: ImageSize, y: number, colour: string): Shape {
  const posts: Shape[] = [14, 30].map((dy) => rect(0, y + dy, width, 6, { fill: colour }));
  for (let x = 18; x < width; x += 62) {
    posts.push(rect(x, y, 9, 48, { fill: linear([lighter(colour, 0.2), darker(colour, 0.2)]) }, 2));
  }
  return group(posts);
}

/** The nearest animal, drawn last: defects go there, where nothing hides them. */
function nearest({ flock }: Meadow): Sheep {
  const sheep = flock.at(-1);
  if (!sheep) throw new RangeError('the meadow is empty');
  return sheep;
}

export const sheep = defineScene<Meadow>({
  name: 'sheep',
  frames: ['landscape', 'square'],
  compose(random, frame) {
    const palette = random.pick(exteriors);
    const { width, height } = frame;
    const horizon = height * random.between(0.36, 0.44);
    const { shapes } = outdoors(frame, horizon, palette, random);
    const wool = random.pick(['#f4efe4', '#e9dfd0', '#d9d3cf']);
    const face = random.pick(['#3f3636', '#6e5648', '#574a55']);
    const places = random.shuffle([0.22, 0.48, 0.77]);
    const rows = [0.57, 0.68, 0.82];
    return {
      frame,
      backdrop: [
        ...shapes,
        ...[0.08, 0.5, 0.9].map((x) =>
          tree(x * width, horizon + 12, random.between(90, 140), palette.foliage, random.chance(0.5)),
        ),
        fence(frame, horizon + 10, lighter(palette.ink, 0.55)),
        ...Array.from({ length: 22 }, () =>
          grassTuft(
            random.between(0, width),
            random.between(horizon + 70, height),
            random.between(8, 15),
            darker(palette.ground, 0.3),
          ),
        ),
      ],
      flock: rows.map((row, index): Sheep => {
        const scale = (height / 480) * (0.72 + index * 0.42);
        return {
          at: { x: width * (places[index] ?? 0.5), y: height * row - 30 * scale + 18, scale, scaleX: scale },
          legs: [-22, -10, 12, 24].map((x) => ({ x, drop: 0 })),
          wool,
          face,
          heads: [random.pick([-1, 1])],
        };
      }),
    };
  },
  draw: (meadow) => [...meadow.backdrop, ...meadow.flock.map(drawSheep)],
  defects: {
    'five-legs': {
      tag: 'anatomy',
      apply(meadow) {
        const animal = nearest(meadow);
        const extra = { x: 1, drop: 0 };
        animal.legs.push(extra);
        const [x1, y1, x2, y2] = bounds(place(leg(animal, extra), animal.at));
        return {
          box: [x1, y1 + (y2 - y1) * 0.2, x2, y2],
          phrases: [
            'The sheep in front stands on five legs.',
            'Between the fore and hind legs of the nearest sheep there is a fifth one.',
            'An extra leg supports the middle of the body.',
          ],
        };
      },
    },
    'two-heads': {
      tag: 'anatomy',
      apply(meadow) {
        const animal = nearest(meadow);
        const side = animal.heads[0] === 1 ? -1 : 1;
        animal.heads.push(side);
        return {
          box: bounds(place(head(animal, side), animal.at)),
          phrases: [
            'This sheep has a head at either end.',
            'A second head grows where the tail should be.',
            'The nearest sheep is given two heads, facing away from each other.',
          ],
        };
      },
    },
    'detached-leg': {
      tag: 'structure',
      apply(meadow, random) {
        const animal = nearest(meadow);
        const each = animal.legs[random.pick([0, 3])];
        if (!each) throw new RangeError('a sheep has four legs');
        const before = bounds(place(leg(animal, each), animal.at));
        each.drop = 16;
        each.x += each.x < 0 ? -14 : 14;
        return {
          box: bounds(place(leg(animal, each), animal.at)),
          vacated: [before],
          phrases: [
            'One leg has come loose from the body and stands beside the sheep.',
            'There is a gap between this leg and the wool above it.',
            'The outer leg of the sheep in front is not attached to the animal.',
          ],
        };
      },
    },
  },
  sound: [
    'Every sheep stands on four legs and has one head.',
    'The animals grow smaller with distance and each casts its shadow on the grass.',
    'The fence, the trees and the flock overlap in the right order.',
  ],
});
