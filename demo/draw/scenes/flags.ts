import type { ImageSize } from '@fakexplain/explanation';
import { outdoors } from '../backdrop.ts';
import { bush } from '../clutter.ts';
import { darker, lighter, linear } from '../paint.ts';
import { exteriors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, group, path, rect, type Point, type Shape } from '../svg.ts';

interface Flag {
  x: number;
  wind: -1 | 1;
  /** How far the cloth is from its pole. */
  apart: number;
  colours: string[];
  upright: boolean;
  phase: number;
}

interface Flags {
  frame: ImageSize;
  backdrop: Shape[];
  flags: Flag[];
  top: number;
  foot: number;
  size: number;
  /** A piece of one pole that is not there. */
  poleGap: { index: number; from: number; to: number } | null;
}

/** The cloth, waving away from the pole. */
function cloth({ top, size }: Flags, { x, wind, apart, colours, upright, phase }: Flag): Shape {
  const height = size * 0.64;
  const at = (u: number, v: number): Point => {
    const wave = Math.sin(u * 5.2 + phase) * height * 0.09 * (0.3 + u);
    return [x + wind * (4 + apart + u * size), top + 8 + v * height + wave];
  };
  const patch = (u0: number, v0: number, u1: number, v1: number, colour: string) => {
    const steps = Array.from({ length: 11 }, (_, index) => u0 + ((u1 - u0) * index) / 10);
    const edge = [...steps.map((u) => at(u, v0)), ...steps.toReversed().map((u) => at(u, v1))];
    return path(`M${edge.map((point) => point.join(' ')).join('L')}Z`, { fill: colour });
  };
  const bands = colours.map((colour, index) => {
    const [from, to] = [index / colours.length, (index + 1) / colours.length];
    return upright ? patch(from, 0, to, 1, colour) : patch(0, from, 1, to, colour);
  });
  const folds = path(
    `M${[0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1].map((u) => at(u, 0).join(' ')).join('L')}L${[1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 0].map((u) => at(u, 1).join(' ')).join('L')}Z`,
    {
      fill: linear(
        [
          [0, '#000000', 0.22],
          [0.3, '#ffffff', 0.16],
          [0.6, '#000000', 0.18],
          [0.85, '#ffffff', 0.14],
          [1, '#000000', 0.1],
        ],
        wind === 1 ? 4 : 176,
      ),
    },
  );
  return group([...bands, folds]);
}

const polePiece = ({ flags }: Flags, index: number, from: number, to: number): Shape =>
  rect((flags[index]?.x ?? 0) - 3.5, from, 7, to - from, {
    fill: linear(['#f2f2ee', '#b5b8bb', '#83888d'], 0),
  });

export const flags = defineScene<Flags>({
  name: 'flags',
  frames: ['landscape', 'square'],
  compose(random, frame) {
    const palette = random.pick(exteriors);
    const { width, height } = frame;
    const horizon = height * random.between(0.7, 0.76);
    const { shapes } = outdoors(frame, horizon, palette, random);
    const wind = random.pick([-1, 1] as const);
    const count = 4;
    const step = width / (count + 0.25);
    const foot = height * 0.88;
    return {
      frame,
      backdrop: [
        ...shapes,
        ...[0.06, 0.28, 0.5, 0.72, 0.95].map((x) =>
          bush(width * x, horizon + 14, 58, palette.foliage, random),
        ),
        rect(0, foot - 4, width, height * 0.07, { fill: linear(['#d6d0c6', '#a7a199']) }),
        rect(0, foot + height * 0.065, width, 8, { fill: '#8b857e' }),
      ],
      flags: Array.from({ length: count }, (_, index): Flag => {
        const colours = random.shuffle([...palette.accents, lighter(palette.skyTop, 0.6)]).slice(0, 3);
        return {
          x: step * (index + 0.5) + (wind === 1 ? -step * 0.1 : step * 0.35),
          wind,
          apart: 0,
          colours,
          upright: random.chance(0.5),
          phase: random.between(0, 6),
        };
      }),
      top: height * random.between(0.16, 0.22),
      foot,
      size: step * 0.5,
      poleGap: null,
    };
  },
  draw(model) {
    const { flags, top, foot, poleGap } = model;
    return [
      ...model.backdrop,
      ...flags.flatMap((flag, index) => [
        ...(poleGap?.index === index
          ? [polePiece(model, index, top, poleGap.from), polePiece(model, index, poleGap.to, foot)]
          : [polePiece(model, index, top, foot)]),
        circle(flag.x, top - 3, 6, { fill: linear(['#ffe9a8', '#c79a3d']) }),
        rect(flag.x - 12, foot - 8, 24, 12, { fill: darker('#a7a199', 0.2) }, 2),
      ]),
      ...flags.map((flag) => cloth(model, flag)),
    ];
  },
  defects: {
    'against-the-wind': {
      tag: 'light',
      apply(model, random) {
        const flag = random.pick(model.flags.slice(1, 3).filter(({ apart }) => apart === 0));
        const before = bounds(cloth(model, flag));
        flag.wind = flag.wind === 1 ? -1 : 1;
        return {
          box: bounds(cloth(model, flag)),
          vacated: [before],
          phrases: [
            'One flag blows against the wind that moves all the others.',
            `This flag waves to the ${flag.wind === 1 ? 'right' : 'left'}, the rest of them the other way.`,
            'The wind comes from one side, except for this flag.',
          ],
        };
      },
    },
    'detached-flag': {
      tag: 'support',
      apply(model, random) {
        const flag = random.pick([model.flags.slice(0, 1), model.flags.slice(3)].flat());
        const before = bounds(cloth(model, flag));
        flag.apart = model.size * 0.3;
        return {
          box: bounds(cloth(model, flag)),
          vacated: [before],
          phrases: [
            'The cloth of this flag is not attached to its pole.',
            'There is a gap between the pole and the flag that flies beside it.',
            'A flag floats in the air without being fixed to anything.',
          ],
        };
      },
    },
    'broken-pole': {
      tag: 'structure',
      apply(model, random) {
        const index = random.int(0, model.flags.length - 1);
        const from = model.top + (model.foot - model.top) * random.between(0.5, 0.58);
        const to = from + (model.foot - model.top) * 0.17;
        model.poleGap = { index, from, to };
        return {
          box: bounds(polePiece(model, index, from, to)),
          phrases: [
            'This flagpole is interrupted; its upper half stands on nothing.',
            'A piece of the pole is missing in the middle.',
            'The pole breaks off and goes on higher up.',
          ],
        };
      },
    },
  },
  sound: [
    'All flags blow in one direction and are fixed to unbroken poles.',
    'The poles are parallel, of one height, and stand on their bases.',
    'The folds of the cloth follow the wind.',
  ],
});
