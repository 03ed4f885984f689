import { outdoors } from '../backdrop.ts';
import { bush, softShadow, tree } from '../clutter.ts';
import { darker, lighter } from '../paint.ts';
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

interface Bicycle {
  backdrop: Shape[];
  at: Placement;
  colour: string;
  ink: string;
  wheels: { front: boolean; rear: boolean };
  /** Share of the down tube that is drawn, from the bottom bracket. */
  downTube: number;
  saddleLift: number;
  handlebarLift: number;
}

const rear: Point = [-58, 0];
const front: Point = [58, 0];
const bracket: Point = [-8, 6];
const seatTop: Point = [-24, -50];
const headTop: Point = [38, -56];
const headLow: Point = [42, -42];

function wheel([x, y]: Point, ink: string): Shape {
  const spokes = Array.from({ length: 16 }, (_, index) => {
    const radians = (index * Math.PI) / 8;
    return line(
      [
        [x, y],
        [x + Math.cos(radians) * 34, y + Math.sin(radians) * 34],
      ],
      { stroke: '#cfd3d6', width: 0.8 },
    );
  });
  return group([
    ...spokes,
    circle(x, y, 33.5, { stroke: '#d8dcde', width: 2 }),
    circle(x, y, 36, { stroke: darker(ink, 0.3), width: 4.4 }),
    circle(x, y, 4, { fill: darker(ink, 0.1) }),
  ]);
}

function tube(points: Point[], colour: string): Shape {
  return group([
    line(points, { stroke: darker(colour, 0.3), width: 5.4 }),
    line(points, { stroke: lighter(colour, 0.08), width: 3.4 }),
  ]);
}

const along = ([ax, ay]: Point, [bx, by]: Point, share: number): Point => [
  ax + (bx - ax) * share,
  ay + (by - ay) * share,
];

const saddle = ({ ink, saddleLift }: Bicycle): Shape =>
  place(
    path('M-15 -3C-14 -8 -4 -7 14 -5C17 -4 17 -2 13 -2C4 -2 -2 4 -12 3C-16 2 -16 0 -15 -3Z', { fill: ink }),
    {
      x: -27,
      y: -58 - saddleLift,
    },
  );

const handlebar = ({ ink, handlebarLift }: Bicycle): Shape =>
  place(
    group([
      path('M0 6L-3 -6C2 -12 14 -13 18 -6C21 0 16 6 9 5', { stroke: '#78818a', width: 3.8 }),
      path('M14 5.6L8 5', { stroke: ink, width: 5 }),
    ]),
    { x: 37, y: -66 - handlebarLift },
  );

/** The far piece of the down tube, which the defect takes away. */
const upperDownTube = (colour: string, from: number) =>
  tube([along(bracket, headLow, from), headLow], colour);

export const bicycle = defineScene<Bicycle>({
  name: 'bicycle',
  frames: ['landscape', 'square'],
  compose(random, frame) {
    const palette = random.pick(exteriors);
    const horizon = frame.height * random.between(0.5, 0.6);
    const { shapes } = outdoors(frame, horizon, palette, random);
    const scale = Math.min(frame.width / 205, frame.height / 180) * random.between(0.86, 1);
    const trees = [0, 1, 2].map((index) =>
      tree(
        frame.width * (0.1 + index * 0.38 + random.between(-0.06, 0.06)),
        horizon + random.between(4, 20),
        random.between(120, 190),
        palette.foliage,
        random.chance(0.4),
      ),
    );
    const path = rect(0, frame.height * 0.78, frame.width, frame.height * 0.15, {
      fill: lighter(palette.ground, 0.42),
    });
    return {
      backdrop: [
        ...shapes,
        ...trees,
        ...[0.04, 0.3, 0.62, 0.95].map((x) =>
          bush(x * frame.width, horizon + 34, 70, palette.foliage, random),
        ),
        path,
      ],
      at: {
        x: frame.width / 2,
        y: frame.height * 0.84 - 38 * scale,
        scale,
        scaleX: random.chance(0.5) ? -scale : scale,
      },
      colour: random.pick(palette.accents.slice(0, 3)),
      ink: palette.ink,
      wheels: { front: true, rear: true },
      downTube: 1,
      saddleLift: 0,
      handlebarLift: 0,
    };
  },
  draw(bicycle) {
    const { colour, ink, wheels, downTube } = bicycle;
    const shapes = [
      softShadow(0, 38, 105, 9, 0.5),
      ...(wheels.rear ? [wheel(rear, ink)] : []),
      ...(wheels.front ? [wheel(front, ink)] : []),
      line([bracket, rear], { stroke: ink, width: 1.6 }),
      tube([bracket, rear], colour),
      tube([along(bracket, seatTop, 0.92), rear], colour),
      tube([along(bracket, seatTop, 0.9), headTop], colour),
      downTube < 1 ? tube([bracket, along(bracket, headLow, downTube)], colour) : upperDownTube(colour, 0),
      tube([bracket, seatTop], colour),
      tube([headTop, headLow, [50, -16], front], colour),
      line([seatTop, [-26, -58]], { stroke: '#c9ced1', width: 3 }),
      line([headTop, [36, -64]], { stroke: '#c9ced1', width: 3 }),
      circle(bracket[0], bracket[1], 9, { stroke: ink, width: 2.6 }),
      line(
        [
          [-14, 20],
          [-2, -8],
        ],
        { stroke: darker(ink, 0.1), width: 2.6 },
      ),
      rect(-20, 19, 12, 3.4, { fill: ink }, 1),
      rect(-7, -11, 11, 3.4, { fill: ink }, 1),
      ellipse(bracket[0], bracket[1], 3, 3, { fill: '#c9ced1' }),
      saddle(bicycle),
      handlebar(bicycle),
    ];
    return [...bicycle.backdrop, place(group(shapes), bicycle.at)];
  },
  defects: {
    'missing-wheel': {
      tag: 'structure',
      apply(bicycle, random) {
        const which = random.pick(['front', 'rear'] as const);
        bicycle.wheels[which] = false;
        return {
          box: bounds(place(wheel(which === 'front' ? front : rear, bicycle.ink), bicycle.at)),
          phrases: [
            `The bicycle has no ${which} wheel, yet it stands upright.`,
            `The ${which} wheel is missing; the frame ends in empty air.`,
            `Nothing but grass where the ${which} wheel of the bicycle should be.`,
          ],
        };
      },
    },
    'broken-frame': {
      tag: 'structure',
      apply(bicycle) {
        bicycle.downTube = 0.42;
        return {
          box: bounds(place(upperDownTube(bicycle.colour, 0.42), bicycle.at)),
          phrases: [
            'The lower tube of the frame stops halfway and never reaches the fork.',
            'The frame is not connected: the down tube ends in mid-air.',
            'A piece of the bicycle frame is missing between the pedals and the handlebar.',
          ],
        };
      },
    },
    'floating-saddle': {
      tag: 'support',
      apply(bicycle) {
        const before = bounds(place(saddle(bicycle), bicycle.at));
        bicycle.saddleLift = 22;
        return {
          box: bounds(place(saddle(bicycle), bicycle.at)),
          vacated: [before],
          phrases: [
            'The saddle floats above its post without touching it.',
            'There is a gap under the saddle: nothing holds it up.',
            'The seat of the bicycle hovers in the air, detached from the frame.',
          ],
        };
      },
    },
    'floating-handlebar': {
      tag: 'support',
      apply(bicycle) {
        const before = bounds(place(handlebar(bicycle), bicycle.at));
        bicycle.handlebarLift = 26;
        return {
          box: bounds(place(handlebar(bicycle), bicycle.at)),
          vacated: [before],
          phrases: [
            'The handlebar hangs in the air above the frame.',
            'The handlebar is not attached to anything; there is empty space below it.',
            'A detached handlebar hovers over the stem of the bicycle.',
          ],
        };
      },
    },
  },
  sound: [
    'Both wheels, the frame and the handlebar are joined as on a real bicycle.',
    'The frame forms a closed diamond and both wheels stand on the path.',
    'Saddle, pedals and handlebar sit where a rider would need them.',
  ],
});
