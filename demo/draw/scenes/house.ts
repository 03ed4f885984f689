import { outdoors } from '../backdrop.ts';
import { bush, softShadow, tree } from '../clutter.ts';
import { darker, lighter, linear, type Stop } from '../paint.ts';
import { exteriors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import {
  bounds,
  circle,
  group,
  line,
  path,
  place,
  polygon,
  rect,
  type Placement,
  type Shape,
} from '../svg.ts';

interface House {
  backdrop: Shape[];
  at: Placement;
  wall: string;
  roof: string;
  doorColour: string;
  lit: boolean;
  doorLift: number;
  windows: { x: number; y: number }[];
  chimneyLift: number;
  tree: { x: number; y: number; height: number; foliage: string; pointed: boolean };
  sunSide: -1 | 1;
  /** Which way the tree's shadow falls. */
  shadowSide: -1 | 1;
  bushes: Shape[];
}

const doorAt = 18;

const door = ({ doorColour, doorLift }: House): Shape =>
  place(
    group([
      rect(-17, -66, 34, 66, { fill: '#f4ede0' }),
      rect(-14, -63, 28, 63, { fill: linear([lighter(doorColour, 0.12), darker(doorColour, 0.2)]) }),
      rect(-9, -57, 18, 20, { fill: darker(doorColour, 0.3) }, 2),
      rect(-9, -31, 18, 22, { fill: darker(doorColour, 0.3) }, 2),
      circle(10, -30, 2.2, { fill: '#e8c76a' }),
    ]),
    { x: doorAt, y: -doorLift },
  );

const window = ({ lit }: House, { x, y }: { x: number; y: number }): Shape =>
  place(
    group([
      rect(-17, -17, 34, 34, { fill: '#f4ede0' }),
      rect(-14, -14, 28, 28, { fill: linear(lit ? ['#ffe9a8', '#f2b45c'] : ['#cfe6ee', '#7fa7ba'], 60) }),
      line(
        [
          [0, -14],
          [0, 14],
        ],
        { stroke: '#f4ede0', width: 3, cap: 'butt' },
      ),
      line(
        [
          [-14, 0],
          [14, 0],
        ],
        { stroke: '#f4ede0', width: 3, cap: 'butt' },
      ),
      rect(-19, 17, 38, 4, { fill: '#d8cfc0' }),
    ]),
    { x, y },
  );

const chimney = ({ roof, chimneyLift }: House): Shape =>
  place(
    group([
      rect(-9, -30, 18, 44, { fill: linear([lighter(roof, 0.1), darker(roof, 0.35)], 10) }),
      rect(-12, -34, 24, 7, { fill: darker(roof, 0.2) }),
    ]),
    { x: 48, y: -146 - chimneyLift },
  );

function treeShadow({ tree: { x, y, height } }: House, side: -1 | 1): Shape {
  const stops: Stop[] = [
    [0, '#120c1e', 0.62],
    [0.8, '#120c1e', 0.42],
    [1, '#120c1e', 0.1],
  ];
  const reach = side * height * 0.72;
  return path(
    `M${x - height * 0.03} ${y - 2}C${x + reach * 0.4} ${y - height * 0.02} ${x + reach * 0.5} ${y - height * 0.07} ${x + reach} ${y - height * 0.03}` +
      `C${x + reach * 1.12} ${y + height * 0.04} ${x + reach * 0.7} ${y + height * 0.13} ${x + reach * 0.42} ${y + height * 0.07}` +
      `C${x + reach * 0.3} ${y + height * 0.03} ${x + reach * 0.1} ${y + height * 0.025} ${x + height * 0.03} ${y + 2}Z`,
    { fill: linear(stops, side === 1 ? 0 : 180) },
  );
}

function building(house: House): Shape {
  const { wall, roof, sunSide } = house;
  const siding = Array.from({ length: 9 }, (_, index) =>
    line(
      [
        [-80, -12 - index * 12],
        [80, -12 - index * 12],
      ],
      { stroke: darker(wall, 0.14), width: 1, opacity: 0.7 },
    ),
  );
  const tiles = Array.from({ length: 4 }, (_, index) => {
    const y = -116 - index * 17;
    const half = 92 - index * 17;
    return line(
      [
        [-half, y],
        [half, y],
      ],
      { stroke: darker(roof, 0.25), width: 1.4, opacity: 0.7 },
    );
  });
  return group([
    chimney(house),
    rect(-80, -112, 160, 112, {
      fill: linear([lighter(wall, 0.12), darker(wall, 0.12)], sunSide === 1 ? 160 : 20),
    }),
    ...siding,
    rect(-80, -112, 160, 10, { fill: '#120c1e', opacity: 0.2 }),
    polygon(
      [
        [-98, -108],
        [-30, -184],
        [30, -184],
        [98, -108],
      ],
      { fill: linear([lighter(roof, 0.18), darker(roof, 0.18)]) },
    ),
    ...tiles,
    rect(-84, -6, 168, 8, { fill: '#8a8580' }),
    door(house),
    ...house.windows.map((each) => window(house, each)),
  ]);
}

export const house = defineScene<House>({
  name: 'house',
  frames: ['landscape', 'square'],
  compose(random, frame) {
    const palette = random.pick(exteriors);
    const { width, height } = frame;
    const horizon = height * random.between(0.52, 0.58);
    const { shapes, sunSide } = outdoors(frame, horizon, palette, random);
    const base = height * 0.76;
    const scale = (Math.min(width, height) / 330) * random.between(0.92, 1.05);
    const x = width * (0.5 + sunSide * -0.13);
    const [roof = '#8a4a3a', doorColour = '#3f6c8c'] = random.shuffle(palette.accents.slice(0, 3));
    return {
      backdrop: [
        ...shapes,
        ...[0.03, 0.22, 0.97].map((at) =>
          tree(at * width, horizon + 18, random.between(90, 130), palette.foliage, true),
        ),
        polygon(
          [
            [x + (doorAt - 16) * scale, base],
            [x + (doorAt + 16) * scale, base],
            [x + doorAt * scale + 90, height],
            [x + doorAt * scale - 50, height],
          ],
          { fill: lighter(palette.ground, 0.45) },
        ),
        softShadow(x - sunSide * 50 * scale, base, 130 * scale, 18 * scale, 0.6),
      ],
      at: { x, y: base, scale },
      wall: random.pick(['#efe3cd', '#d7c1ae', '#cfd6cf', '#e9cfc0', '#b9c3cc']),
      roof: darker(roof, 0.08),
      doorColour,
      lit: random.chance(0.4),
      doorLift: 0,
      windows: [
        { x: -50, y: -34 },
        { x: -50, y: -80 },
        { x: 18, y: -84 },
        { x: 57, y: -48 },
      ],
      chimneyLift: 0,
      tree: {
        x: width * (0.5 + sunSide * 0.27),
        y: height * 0.85,
        height: height * random.between(0.36, 0.42),
        foliage: palette.foliage,
        pointed: false,
      },
      sunSide,
      shadowSide: sunSide === 1 ? -1 : 1,
      bushes: [-0.9, 0.86].map((side) =>
        bush(x + side * 80 * scale, base + 6, 44 * scale, palette.foliage, random),
      ),
    };
  },
  draw(house) {
    const { x, y, height, foliage, pointed } = house.tree;
    return [
      ...house.backdrop,
      place(building(house), house.at),
      ...house.bushes,
      treeShadow(house, house.shadowSide),
      tree(x, y, height, foliage, pointed),
    ];
  },
  defects: {
    'shadow-towards-sun': {
      tag: 'light',
      apply(house) {
        const before = bounds(treeShadow(house, house.shadowSide));
        house.shadowSide = house.sunSide;
        const side = house.sunSide === 1 ? 'right' : 'left';
        return {
          box: bounds(treeShadow(house, house.shadowSide)),
          vacated: [before],
          phrases: [
            `The tree's shadow falls to the ${side}, towards the sun instead of away from it.`,
            `The sun stands at the ${side}, and yet the shadow of the tree lies on that very side.`,
            'The shadow on the grass is on the wrong side of the tree for this light.',
          ],
        };
      },
    },
    'floating-door': {
      tag: 'support',
      apply(house) {
        const before = bounds(place(door(house), house.at));
        house.doorLift = 30;
        return {
          box: bounds(place(door(house), house.at)),
          vacated: [before],
          phrases: [
            'The front door hangs in the wall well above the ground, with no step below.',
            'The door does not reach the floor; nobody could walk in.',
            'The door floats halfway up the wall and runs into the window above it.',
          ],
        };
      },
    },
    'window-outside': {
      tag: 'structure',
      apply(house) {
        const away = house.sunSide === 1 ? { index: 1, x: -92 } : { index: 3, x: 92 };
        const each = house.windows[away.index];
        if (!each) throw new RangeError('the house has four windows');
        const before = bounds(place(window(house, each), house.at));
        each.x = away.x;
        return {
          box: bounds(place(window(house, each), house.at)),
          vacated: [before],
          phrases: [
            'A window sticks out past the corner of the house.',
            'Half of this window hangs in the air beside the wall.',
            `The window on the ${away.x < 0 ? 'left' : 'right'} is not inside the wall it belongs to.`,
          ],
        };
      },
    },
    'floating-chimney': {
      tag: 'support',
      apply(house) {
        const before = bounds(place(chimney(house), house.at));
        house.chimneyLift = 46;
        return {
          box: bounds(place(chimney(house), house.at)),
          vacated: [before],
          phrases: [
            'The chimney floats above the roof without touching it.',
            'There is sky between the roof and the chimney.',
            'A chimney hovers over the house, resting on nothing.',
          ],
        };
      },
    },
  },
  sound: [
    'Door, windows and chimney are where they belong and the shadows fall away from the sun.',
    'The house stands on the ground, and the light comes from one side throughout.',
    'The roof meets the walls and each window lies inside them.',
  ],
});
