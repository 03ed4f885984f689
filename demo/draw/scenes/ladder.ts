import { outdoors } from '../backdrop.ts';
import { bush, grassTuft, softShadow } from '../clutter.ts';
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
  type Point,
  type Shape,
} from '../svg.ts';

interface Rung {
  y: number;
  /** How much the right end hangs lower than the left one. */
  slant: number;
}

interface Ladder {
  backdrop: Shape[];
  apples: Shape[];
  foreground: Shape[];
  at: Placement;
  wood: string;
  rungs: Rung[];
  /** The piece of the right rail that is not there. */
  railGap: { from: number; to: number } | null;
}

const [length, half] = [230, 23];

const drawRung = ({ wood }: Ladder, { y, slant }: Rung): Shape =>
  group([
    line(
      [
        [-half, y - slant / 2],
        [half, y + slant / 2],
      ],
      { stroke: darker(wood, 0.4), width: 6.4 },
    ),
    line(
      [
        [-half, y - slant / 2 - 1],
        [half, y + slant / 2 - 1],
      ],
      { stroke: lighter(wood, 0.12), width: 3.6 },
    ),
  ]);

const railPiece = ({ wood }: Ladder, x: number, from: number, to: number): Shape =>
  rect(x - 4.5, -to, 9, to - from, { fill: linear([lighter(wood, 0.28), wood, darker(wood, 0.32)], 0) });

/** Broad crown of blobs about (x, y). */
function crown(x: number, y: number, size: number, foliage: string, dots: Point[]): Shape[] {
  return dots.map(([dx, dy], index) =>
    circle(x + dx * size, y + dy * size, size * (0.36 + (index % 3) * 0.05), {
      fill: radial([lighter(foliage, 0.2), foliage, darker(foliage, 0.2)], 0.4, 0.3, 0.8),
    }),
  );
}

const crownDots: Point[] = [
  [-0.62, 0.12],
  [0.62, 0.1],
  [-0.36, -0.34],
  [0.38, -0.36],
  [0, -0.52],
  [-0.3, 0.24],
  [0.32, 0.26],
  [0, 0],
];

export const ladder = defineScene<Ladder>({
  name: 'ladder',
  frames: ['portrait', 'square', 'landscape'],
  compose(random, frame) {
    const palette = random.pick(exteriors);
    const { width, height } = frame;
    const horizon = height * random.between(0.62, 0.68);
    const { shapes } = outdoors(frame, horizon, palette, random);
    const size = Math.min(width, height) * 0.44;
    const side = random.pick([-1, 1]);
    const treeX = width * (0.5 + side * 0.1);
    const [crownY, foot] = [height * 0.3, height * 0.84];
    const bark = '#6d4c38';
    const scale = (height * 0.62) / length;
    const apple = (dx: number, dy: number) => {
      const [x, y] = [treeX + dx * size, crownY + dy * size];
      return group([
        circle(x, y, 9, {
          fill: radial([lighter(palette.accents[0] ?? '#c33', 0.4), palette.accents[0] ?? '#c33'], 0.35, 0.3),
        }),
        line(
          [
            [x, y - 8],
            [x + 2, y - 14],
          ],
          { stroke: bark, width: 2 },
        ),
      ]);
    };
    return {
      backdrop: [
        ...shapes,
        bush(width * 0.08, horizon + 26, 80, palette.foliage, random),
        bush(width * 0.93, horizon + 30, 90, palette.foliage, random),
        softShadow(treeX, foot, size * 0.9, 18, 0.6),
        path(
          `M${treeX - size * 0.14} ${foot}C${treeX - size * 0.08} ${foot - size * 0.3} ${treeX - size * 0.08} ${crownY + size * 0.3} ${treeX - size * 0.1} ${crownY}` +
            `L${treeX + size * 0.1} ${crownY}C${treeX + size * 0.07} ${crownY + size * 0.3} ${treeX + size * 0.08} ${foot - size * 0.3} ${treeX + size * 0.15} ${foot}Z`,
          { fill: linear([darker(bark, 0.3), lighter(bark, 0.1), darker(bark, 0.35)], 0) },
        ),
        ...crown(treeX, crownY, size, palette.foliage, crownDots),
      ],
      apples: random
        .shuffle(crownDots)
        .slice(0, 6)
        .map(([dx, dy]) => apple(dx + random.between(-0.16, 0.16), dy + random.between(-0.1, 0.14))),
      foreground: [
        ellipse(width * (0.5 - side * -0.32), height * 0.9, 40, 9, { fill: '#120c1e', opacity: 0.25 }),
        path(
          `M${width * (0.5 + side * 0.32) - 34} ${height * 0.84}L${width * (0.5 + side * 0.32) + 34} ${height * 0.84}L${width * (0.5 + side * 0.32) + 27} ${height * 0.905}L${width * (0.5 + side * 0.32) - 27} ${height * 0.905}Z`,
          {
            fill: linear(['#c89a5f', '#8f6539']),
          },
        ),
        ...[-18, 0, 17].map((dx) =>
          circle(width * (0.5 + side * 0.32) + dx, height * 0.84, 10, {
            fill: radial(
              [lighter(palette.accents[0] ?? '#c33', 0.4), palette.accents[0] ?? '#c33'],
              0.35,
              0.3,
            ),
          }),
        ),
        rect(width * (0.5 + side * 0.32) - 36, height * 0.842, 72, 8, { fill: '#a87b48' }, 3),
        ...Array.from({ length: 12 }, () =>
          grassTuft(
            random.next() * width,
            random.between(height * 0.9, height),
            13,
            darker(palette.ground, 0.3),
          ),
        ),
      ],
      at: { x: treeX - side * size * 0.62, y: height * 0.9, turn: side * random.between(11, 15), scale },
      wood: random.pick(['#c79a62', '#d8b27c', '#a87b52']),
      rungs: Array.from({ length: 9 }, (_, index) => ({ y: -18 - index * 24.2, slant: 0 })),
      railGap: null,
    };
  },
  draw(ladder) {
    const { railGap } = ladder;
    const shapes = group([
      softShadow(4, 2, 44, 6, 0.6),
      ...ladder.rungs.map((each) => drawRung(ladder, each)),
      railPiece(ladder, -half, 0, length),
      ...(railGap
        ? [railPiece(ladder, half, 0, railGap.from), railPiece(ladder, half, railGap.to, length)]
        : [railPiece(ladder, half, 0, length)]),
    ]);
    return [...ladder.backdrop, ...ladder.apples, place(shapes, ladder.at), ...ladder.foreground];
  },
  defects: {
    'missing-rung': {
      tag: 'count',
      apply(ladder, random) {
        const index = random.int(1, 3);
        const [gone] = ladder.rungs.splice(index, 1);
        if (!gone) throw new RangeError('the ladder has nine rungs');
        return {
          box: bounds(place(drawRung(ladder, gone), ladder.at)),
          phrases: [
            'A rung is missing; the gap is twice as wide as the others.',
            'The rungs are evenly spaced except here, where one is left out.',
            'There is no step at this height of the ladder.',
          ],
        };
      },
    },
    'slanted-rung': {
      tag: 'pattern',
      apply(ladder, random) {
        const rung = ladder.rungs.at(-random.int(3, 5));
        if (!rung) throw new RangeError('the ladder has nine rungs');
        const before = bounds(place(drawRung(ladder, rung), ladder.at));
        rung.slant = random.pick([-19, 19]);
        return {
          box: bounds(place(drawRung(ladder, rung), ladder.at)),
          vacated: [before],
          phrases: [
            'One rung runs diagonally while all others are parallel.',
            'This step of the ladder is slanted and nearly touches the next.',
            'A rung is crooked, its ends at different heights of the rails.',
          ],
        };
      },
    },
    'broken-rail': {
      tag: 'structure',
      apply(ladder, random) {
        const from = random.between(60, 100);
        ladder.railGap = { from, to: from + 52 };
        return {
          box: bounds(place(railPiece(ladder, half, from, from + 52), ladder.at)),
          phrases: [
            'The right rail of the ladder is interrupted; rungs end in the air.',
            'A piece of the side rail is missing, and the rungs there are held on one side only.',
            'The ladder has only one rail at this height.',
          ],
        };
      },
    },
  },
  sound: [
    'The rungs are parallel and evenly spaced between two unbroken rails.',
    'The ladder stands on the ground and leans against the tree.',
    'The apples hang in the leaves, and basket and trunk rest on the grass.',
  ],
});
