import { softShadow, tree } from '../clutter.ts';
import { darker, lighter, linear } from '../paint.ts';
import { exteriors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, group, path, place, polygon, rect, type Placement, type Shape } from '../svg.ts';

interface Window {
  x: number;
  y: number;
  turn: number;
}

interface Bus {
  backdrop: Shape[];
  at: Placement;
  colour: string;
  ink: string;
  wheels: { x: number; radius: number }[];
  windows: Window[];
}

const busWheel = ({ ink }: Bus, { x, radius }: { x: number; radius: number }): Shape =>
  place(
    group([
      circle(0, 0, 19, { fill: darker(ink, 0.4) }),
      circle(0, 0, 10.5, { fill: linear(['#d9dde0', '#8f979d'], 60) }),
      circle(0, 0, 4, { fill: '#5c646b' }),
      ...[0, 72, 144, 216, 288].map((turn) => place(circle(0, -7, 1.2, { fill: '#5c646b' }), { turn })),
    ]),
    { x, y: 19 - radius, scale: radius / 19 },
  );

const busWindow = ({ x, y, turn }: Window): Shape =>
  place(
    group([
      rect(-16, -17, 32, 34, { fill: '#2d3840' }, 4),
      rect(-13.5, -14.5, 27, 29, { fill: linear(['#bfe0ea', '#6f9bad'], 50) }, 3),
      polygon(
        [
          [-6, -14],
          [1, -14],
          [-9, 14],
          [-13, 14],
          [-13, 6],
        ],
        { fill: '#ffffff', opacity: 0.25 },
      ),
    ]),
    { x, y, turn },
  );

function body(bus: Bus): Shape {
  const { colour, ink } = bus;
  return group([
    rect(-152, -110, 304, 116, { fill: linear([lighter(colour, 0.24), colour, darker(colour, 0.24)]) }, 16),
    rect(-152, -42, 304, 9, { fill: '#fbf3e2' }),
    rect(-140, -114, 90, 8, { fill: darker(colour, 0.25) }, 3),
    rect(116, -88, 33, 46, { fill: linear(['#bfe0ea', '#6f9bad'], 50), stroke: '#2d3840', width: 3 }, 5),
    rect(70, -90, 38, 88, { fill: '#2d3840' }, 4),
    rect(73, -87, 15, 82, { fill: linear(['#a9ccd8', '#62899a']) }, 2),
    rect(90.5, -87, 15, 82, { fill: linear(['#a9ccd8', '#62899a']) }, 2),
    rect(140, -26, 12, 12, { fill: '#fff1b8', stroke: darker(ink, 0.1), width: 1.5 }, 4),
    rect(-152, -28, 8, 16, { fill: '#d1495b' }, 3),
    rect(-156, -4, 312, 8, { fill: darker(ink, 0.15) }, 3),
    ...[-96, 34].map((x) =>
      path(`M${x - 26} 4C${x - 26} -32 ${x + 26} -32 ${x + 26} 4Z`, { fill: darker(ink, 0.55) }),
    ),
  ]);
}

/** The windows that are still where they belong. */
const inRow = ({ windows }: Bus) => windows.filter(({ y, turn }) => y === -70 && turn === 0);

export const bus = defineScene<Bus>({
  name: 'bus',
  frames: ['landscape'],
  compose(random, frame) {
    const palette = random.pick(exteriors);
    const { width, height } = frame;
    const street = height * 0.76;
    const houses: Shape[] = [];
    for (let x = -20; x < width;) {
      const [w, h] = [random.between(74, 120), random.between(0.28, 0.62) * height];
      const wall = random.pick([...palette.accents, palette.far]);
      const tone = lighter(wall, 0.35);
      houses.push(rect(x, street - h, w, h, { fill: linear([tone, darker(tone, 0.1)]) }));
      houses.push(rect(x - 3, street - h, w + 6, 7, { fill: darker(tone, 0.2) }));
      for (let wy = street - h + 22; wy < street - 50; wy += 38) {
        for (let wx = x + 14; wx < x + w - 20; wx += 27) {
          const lit = random.chance(0.25);
          houses.push(rect(wx, wy, 14, 21, { fill: lit ? '#ffe6a3' : darker(tone, 0.34) }, 1));
        }
      }
      x += w + random.pick([0, 0, 10]);
    }
    const scale = (width / 340) * random.between(0.84, 0.95);
    const mirrored = random.chance(0.5) ? -1 : 1;
    return {
      backdrop: [
        rect(0, 0, width, street, { fill: linear([palette.skyTop, palette.skyLow]) }),
        ...houses,
        ...[0.12, 0.9].map((at) =>
          tree(width * at, street, random.between(110, 150), palette.foliage, false),
        ),
        rect(0, street - 6, width, 16, { fill: '#b9b3ab' }),
        rect(0, street + 8, width, height - street, { fill: linear(['#5a5a63', '#44444d']) }),
        ...[0.05, 0.3, 0.55, 0.8].map((at) =>
          rect(width * at, height * 0.95, width * 0.13, 6, { fill: '#e6ddc8', opacity: 0.8 }, 2),
        ),
        softShadow(width / 2, height * 0.885, 165 * scale, 13, 0.7),
      ],
      at: { x: width / 2, y: height * 0.88 - 19 * scale, scale, scaleX: scale * mirrored },
      colour: random.pick(palette.accents.slice(0, 3)),
      ink: palette.ink,
      wheels: [
        { x: -96, radius: 19 },
        { x: 34, radius: 19 },
      ],
      windows: Array.from({ length: 5 }, (_, index) => ({ x: -128 + index * 40, y: -70, turn: 0 })),
    };
  },
  draw(bus) {
    return [
      ...bus.backdrop,
      place(
        group([body(bus), ...bus.wheels.map((each) => busWheel(bus, each)), ...bus.windows.map(busWindow)]),
        bus.at,
      ),
    ];
  },
  defects: {
    'missing-wheel': {
      tag: 'structure',
      apply(bus, random) {
        const index = random.int(0, 1);
        const [gone] = bus.wheels.splice(index, 1);
        if (!gone) throw new RangeError('the bus has two wheels');
        const which = gone.x < 0 ? 'rear' : 'front';
        return {
          box: bounds(place(busWheel(bus, gone), bus.at)),
          phrases: [
            `The ${which} wheel of the bus is missing; the arch is empty.`,
            `Nothing fills the ${which} wheel arch, yet the bus stands level.`,
            `The bus has no wheel at the ${which}.`,
          ],
        };
      },
    },
    'huge-wheel': {
      tag: 'proportion',
      excludes: ['missing-wheel'],
      apply(bus) {
        const wheel = bus.wheels[0];
        if (!wheel) throw new RangeError('the bus has no wheel left');
        wheel.radius = 33;
        return {
          box: bounds(place(busWheel(bus, wheel), bus.at)),
          phrases: [
            'One wheel is nearly twice the size of the other.',
            'The wheel does not fit its arch; it covers half the side of the bus.',
            'The wheels differ in size, this one is far too large.',
          ],
        };
      },
    },
    'tilted-window': {
      tag: 'pattern',
      apply(bus, random) {
        const window = random.pick(inRow(bus).slice(1, -1));
        const before = bounds(place(busWindow(window), bus.at));
        window.turn = random.pick([-24, 24]);
        return {
          box: bounds(place(busWindow(window), bus.at)),
          vacated: [before],
          phrases: [
            'One window is tilted out of the row.',
            'The windows stand in a straight line except for this crooked one.',
            'This window is turned and cuts into its neighbours.',
          ],
        };
      },
    },
    'window-above-roof': {
      tag: 'structure',
      apply(bus, random) {
        const window = random.pick(inRow(bus).slice(1));
        const before = bounds(place(busWindow(window), bus.at));
        window.y = -116;
        return {
          box: bounds(place(busWindow(window), bus.at)),
          vacated: [before],
          phrases: [
            'A window sticks out above the roof of the bus.',
            'This window is not in the row but half in the air over the roof.',
            'One window has slid up through the roof and leaves a blank panel below.',
          ],
        };
      },
    },
  },
  sound: [
    'Both wheels sit in their arches, and the windows form an even row.',
    'Doors, windows and lamps are where a bus has them.',
    'The bus stands on the street with its shadow right below.',
  ],
});
