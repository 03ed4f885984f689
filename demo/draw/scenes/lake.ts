import type { ImageSize } from '@fakexplain/explanation';
import { cloud, hills, tree } from '../clutter.ts';
import { darker, lighter, linear, mix, radial } from '../paint.ts';
import { exteriors, type Exterior } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, group, line, path, place, polygon, rect, type Shape } from '../svg.ts';

interface ShoreTree {
  x: number;
  height: number;
  pointed: boolean;
  /** What the water shows of it. */
  mirrored: { shown: boolean; pointed: boolean };
}

interface Lake {
  frame: ImageSize;
  palette: Exterior;
  shore: number;
  backdrop: Shape[];
  ripples: Shape[];
  trees: ShoreTree[];
  cabin: { x: number; width: number; chimneyMirrored: boolean };
  sun: { x: number; y: number; mirroredX: number };
}

const reflected = (shape: Shape, { shore }: Lake): Shape =>
  group([place(shape, { y: 2 * shore, scale: -1, scaleX: 1 })], 0.62);

const shoreTree = (
  { shore, palette }: Lake,
  { x, height, pointed }: Pick<ShoreTree, 'x' | 'height' | 'pointed'>,
) => tree(x, shore, height, palette.foliage, pointed);

const mirrorTree = (lake: Lake, each: ShoreTree) =>
  reflected(shoreTree(lake, { ...each, pointed: each.mirrored.pointed }), lake);

const chimney = ({ shore, cabin: { x, width }, palette }: Lake): Shape =>
  rect(x + width * 0.18, shore - width * 1.02, width * 0.16, width * 0.46, {
    fill: darker(palette.accents[0] ?? '#884433', 0.2),
  });

function cabinWalls({ shore, cabin: { x, width }, palette }: Lake): Shape {
  const wall = palette.accents[3] ?? '#f0e6d6';
  return group([
    rect(x - width * 0.42, shore - width * 0.46, width * 0.84, width * 0.46, {
      fill: linear([wall, darker(wall, 0.14)]),
    }),
    polygon(
      [
        [x - width * 0.56, shore - width * 0.42],
        [x, shore - width * 0.9],
        [x + width * 0.56, shore - width * 0.42],
      ],
      {
        fill: linear([
          lighter(palette.accents[0] ?? '#b04040', 0.1),
          darker(palette.accents[0] ?? '#b04040', 0.2),
        ]),
      },
    ),
    rect(x - width * 0.28, shore - width * 0.34, width * 0.2, width * 0.2, { fill: '#ffe2a0' }),
    rect(x + width * 0.08, shore - width * 0.34, width * 0.2, width * 0.34, {
      fill: darker(palette.ink, 0.1),
    }),
  ]);
}

const disc = ({ palette }: Lake, x: number, y: number): Shape =>
  group([
    circle(x, y, 62, {
      fill: radial(
        [
          [0, palette.sun, 0.7],
          [0.45, palette.sun, 0.2],
          [1, palette.sun, 0],
        ],
        0.5,
        0.5,
        0.5,
      ),
    }),
    circle(x, y, 25, { fill: palette.sun }),
  ]);

const mirroredDisc = (lake: Lake): Shape =>
  group([circle(lake.sun.mirroredX, 2 * lake.shore - lake.sun.y, 25, { fill: lake.palette.sun })], 0.75);

/** The trees that stand clear of the cabin and of the frame. */
const clearTrees = ({ trees, frame }: Lake) =>
  trees.filter(({ x, height }) => x > height * 0.3 && x < frame.width - height * 0.3);

export const lake = defineScene<Lake>({
  name: 'lake',
  frames: ['landscape', 'square', 'portrait'],
  compose(random, frame) {
    const palette = random.pick(exteriors);
    const { width, height } = frame;
    const shore = height * random.between(0.5, 0.54);
    const water = mix(palette.skyTop, palette.ink, 0.3);
    const count = width > 600 ? 5 : 4;
    const cabinSlot = random.int(1, count - 2);
    const step = width / count;
    const slots = Array.from({ length: count }, (_, index) => (index + 0.5) * step + random.between(-8, 8));
    const mountains = [
      hills(shore - 30, height * 0.2, width, shore, palette.far, random),
      hills(shore - 6, height * 0.08, width, shore, palette.near, random),
    ];
    const clouds = Array.from({ length: 3 }, () =>
      cloud(
        random.between(0.1, 0.9) * width,
        random.between(0.08, 0.24) * height,
        random.between(34, 60),
        palette.cloud,
        random,
      ),
    );
    const flip = (shape: Shape) => place(shape, { y: 2 * shore, scale: -1, scaleX: 1 });
    const sunX = width * random.pick([0.16, 0.34, 0.66, 0.84]);
    return {
      frame,
      palette,
      shore,
      backdrop: [
        rect(0, 0, width, shore, { fill: linear([palette.skyTop, palette.skyLow]) }),
        ...clouds,
        ...mountains,
        rect(0, shore, width, height - shore, { fill: linear([mix(palette.skyLow, water, 0.35), water]) }),
        group([...mountains, ...clouds].map(flip), 0.34),
      ],
      ripples: Array.from({ length: 34 }, () => {
        const y = shore + 6 + random.next() ** 0.8 * (height - shore - 10);
        const [x, length] = [random.next() * width, random.between(16, 70)];
        return line(
          [
            [x, y],
            [x + length, y],
          ],
          {
            stroke: random.chance(0.6) ? lighter(palette.skyLow, 0.3) : darker(water, 0.2),
            width: 1.6,
            opacity: 0.32,
          },
        );
      }),
      trees: slots.flatMap((x, index): ShoreTree[] => {
        if (index === cabinSlot) return [];
        const pointed = random.chance(0.5);
        return [
          { x, height: height * random.between(0.22, 0.34), pointed, mirrored: { shown: true, pointed } },
        ];
      }),
      cabin: { x: slots[cabinSlot] ?? width / 2, width: Math.min(step * 0.82, 118), chimneyMirrored: true },
      sun: { x: sunX, y: height * 0.16, mirroredX: sunX },
    };
  },
  draw(lake) {
    const { frame, shore, palette, trees, cabin, sun } = lake;
    const strip = path(
      `M0 ${shore - 5}L${frame.width} ${shore - 5}L${frame.width} ${shore + 5}L0 ${shore + 5}Z`,
      {
        fill: linear([palette.ground, darker(palette.ground, 0.35)]),
      },
    );
    return [
      ...lake.backdrop.slice(0, 1),
      disc(lake, sun.x, sun.y),
      ...lake.backdrop.slice(1),
      mirroredDisc(lake),
      ...trees.filter(({ mirrored }) => mirrored.shown).map((each) => mirrorTree(lake, each)),
      ...(cabin.chimneyMirrored ? [reflected(chimney(lake), lake)] : []),
      reflected(cabinWalls(lake), lake),
      ...lake.ripples,
      ...trees.map((each) => shoreTree(lake, each)),
      chimney(lake),
      cabinWalls(lake),
      strip,
    ];
  },
  defects: {
    'missing-reflection': {
      tag: 'light',
      apply(lake, random) {
        const each = random.pick(clearTrees(lake));
        const box = bounds(mirrorTree(lake, each));
        each.mirrored.shown = false;
        return {
          box,
          phrases: [
            'This tree has no reflection although everything beside it is mirrored in the lake.',
            'The water below the tree is empty; its mirror image is missing.',
            'One of the trees on the shore is not reflected.',
          ],
        };
      },
    },
    'other-reflection': {
      tag: 'light',
      excludes: ['missing-reflection'],
      apply(lake, random) {
        const each = random.pick(clearTrees(lake));
        const before = bounds(mirrorTree(lake, each));
        each.mirrored.pointed = !each.pointed;
        const [real, shown] = each.pointed ? ['fir', 'round leafy tree'] : ['round leafy tree', 'fir'];
        return {
          box: bounds(mirrorTree(lake, each)),
          vacated: [before],
          phrases: [
            `The reflection does not match: a ${real} on the shore, a ${shown} in the water.`,
            `Below the ${real} the lake shows a ${shown}.`,
            'This mirror image belongs to another kind of tree.',
          ],
        };
      },
    },
    'shifted-sun': {
      tag: 'light',
      apply(lake) {
        const before = bounds(mirroredDisc(lake));
        const { width } = lake.frame;
        lake.sun.mirroredX += (lake.sun.x < width / 2 ? 1 : -1) * width * 0.36;
        return {
          box: bounds(mirroredDisc(lake)),
          vacated: [before],
          phrases: [
            'The reflection of the sun is not below the sun but far to the side.',
            "The sun's mirror image lies in the wrong part of the lake.",
            'Sun and reflected sun do not stand above one another.',
          ],
        };
      },
    },
  },
  sound: [
    'Every tree and the cabin are mirrored in the water, straight below.',
    'The reflection of the sun lies right under it, and the shore line is level.',
    'Reflections are fainter than what they mirror and have the same shape.',
  ],
});
