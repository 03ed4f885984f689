import { floor, wall, wallPictures } from '../backdrop.ts';
import { softShadow } from '../clutter.ts';
import { darker, lighter, linear } from '../paint.ts';
import { interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, ellipse, group, path, place, rect, type Shape } from '../svg.ts';

interface Cup {
  x: number;
  colour: string;
  side: -1 | 1;
  inside: boolean;
  lift: number;
  steam: boolean;
}

interface Table {
  backdrop: Shape[];
  x: number;
  /** Height of the table top, and of the floor under its front legs. */
  top: number;
  ground: number;
  width: number;
  wood: string;
  cups: Cup[];
  pot: { x: number; colour: string; spouts: (-1 | 1)[] };
  legs: { left: boolean; right: boolean };
  unit: number;
}

const cupHandle = (colour: string, side: -1 | 1, inside: boolean): Shape =>
  place(
    inside
      ? path('M-2 -34C-17 -36 -17 -12 -3 -14', { stroke: darker(colour, 0.5), width: 5.5 })
      : path('M-19 -36C-40 -38 -38 -10 -17 -13', { stroke: darker(colour, 0.12), width: 6.5 }),
    { scaleX: side },
  );

function drawCup({ top, unit }: Table, { x, colour, side, inside, lift, steam }: Cup): Shape {
  const wisps = [-7, 5].map((dx) =>
    path(`M${dx} -54C${dx - 9} -64 ${dx + 9} -72 ${dx} -84`, { stroke: '#ffffff', width: 3.2, opacity: 0.4 }),
  );
  return place(
    group([
      ...(steam ? wisps : []),
      ...(inside ? [] : [cupHandle(colour, side, false)]),
      path('M-22 -46C-22 -20 -20 -6 -12 0L12 0C20 -6 22 -20 22 -46Z', {
        fill: linear([lighter(colour, 0.3), colour, darker(colour, 0.3)], 10),
      }),
      ellipse(0, -46, 22, 5.5, { fill: lighter(colour, 0.4) }),
      ellipse(0, -45.4, 18.5, 4, { fill: '#5b3520' }),
      ...(inside ? [cupHandle(colour, side, true)] : []),
    ]),
    { x, y: top - lift, scale: unit },
  );
}

const spout = ({ top, unit, pot }: Table, side: -1 | 1): Shape =>
  place(
    path('M-34 -34C-52 -34 -52 -66 -68 -70L-60 -78C-42 -74 -40 -56 -30 -56Z', {
      fill: linear([lighter(pot.colour, 0.2), darker(pot.colour, 0.15)]),
    }),
    { x: pot.x, y: top, scale: unit, scaleX: unit * side },
  );

function teapot(table: Table): Shape {
  const { top, unit, pot } = table;
  const { colour, spouts } = pot;
  const handle = path('M34 -62C64 -66 60 -18 34 -22', { stroke: darker(colour, 0.2), width: 8 });
  return group([
    ...spouts.map((side) => spout(table, side)),
    place(
      group([
        place(handle, { scaleX: spouts[0] ?? 1 }),
        path('M-26 0C-50 -18 -46 -74 0 -76C46 -74 50 -18 26 0Z', {
          fill: linear([lighter(colour, 0.32), colour, darker(colour, 0.34)], 35),
        }),
        ellipse(0, -74, 24, 6, { fill: darker(colour, 0.2) }),
        path('M-22 -75C-16 -88 16 -88 22 -75Z', { fill: lighter(colour, 0.14) }),
        ellipse(0, -90, 6, 5.5, { fill: darker(colour, 0.1) }),
        path('M-30 -50C-32 -40 -32 -30 -28 -20', { stroke: '#ffffff', width: 4, opacity: 0.35 }),
      ]),
      { x: pot.x, y: top, scale: unit },
    ),
  ]);
}

const frontLeg = ({ x, top, ground, width, wood }: Table, side: -1 | 1): Shape =>
  place(
    path(`M-11 0L11 0L7 ${ground - top - 30}L-7 ${ground - top - 30}Z`, {
      fill: linear([lighter(wood, 0.18), darker(wood, 0.2)], 0),
    }),
    { x: x + side * width * 0.43, y: top + 30 },
  );

export const table = defineScene<Table>({
  name: 'table',
  frames: ['landscape', 'square'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const { width, height } = frame;
    const unit = (Math.min(width, height) / 480) * 1.12;
    const tableWidth = width * 0.84;
    const x = width / 2;
    const colours = random.shuffle(palette.accents);
    const potFirst = random.chance(0.5);
    const slots = [-0.34, -0.08, 0.13, 0.34].map((at) => x + at * tableWidth);
    const [potX = x, ...cupXs] = potFirst ? slots : slots.toReversed();
    return {
      backdrop: [
        ...wall(frame, palette, random),
        ...wallPictures(frame, palette, width * 0.12, random),
        ...floor(frame, height * 0.74, darker(palette.wood, 0.25), palette),
        softShadow(x, height * 0.93, tableWidth * 0.52, height * 0.045, 0.6),
      ],
      x,
      top: height * 0.58,
      ground: height * 0.93,
      width: tableWidth,
      wood: lighter(palette.wood, 0.1),
      cups: cupXs.map((at, index) => ({
        x: at + random.between(-8, 8),
        colour: colours[index] ?? palette.cloth,
        side: random.pick([-1, 1]),
        inside: false,
        lift: 0,
        steam: random.chance(0.6),
      })),
      pot: { x: potX, colour: palette.cloth, spouts: [potFirst ? 1 : -1] },
      legs: { left: true, right: true },
      unit,
    };
  },
  draw(table) {
    const { x, top, width, ground, wood, legs, cups, unit } = table;
    const backLeg = (side: number) =>
      rect(x + side * width * 0.35 - 7, top + 24, 14, ground - top - 62, { fill: darker(wood, 0.42) });
    return [
      ...table.backdrop,
      backLeg(-1),
      backLeg(1),
      ...(legs.left ? [frontLeg(table, -1)] : []),
      ...(legs.right ? [frontLeg(table, 1)] : []),
      rect(x - width * 0.46, top + 12, width * 0.92, 30, {
        fill: linear([darker(wood, 0.3), darker(wood, 0.12)]),
      }),
      rect(x - width / 2, top - 4, width, 20, { fill: linear([lighter(wood, 0.34), wood]) }, 4),
      ...[...cups.map((cup) => cup.x), table.pot.x].map((at) => softShadow(at + 6, top, 36 * unit, 5, 0.55)),
      teapot(table),
      ...cups.map((cup) => drawCup(table, cup)),
    ];
  },
  defects: {
    'handle-inside': {
      tag: 'structure',
      apply(table, random) {
        const cup = random.pick(table.cups.filter(({ lift }) => lift === 0));
        const handle = (inside: boolean) =>
          bounds(
            place(cupHandle(cup.colour, cup.side, inside), {
              x: cup.x,
              y: table.top - cup.lift,
              scale: table.unit,
            }),
          );
        const before = handle(false);
        cup.inside = true;
        return {
          box: handle(true),
          vacated: [before],
          phrases: [
            'The handle of this cup lies on its body instead of sticking out at the side.',
            'This cup carries its handle within its own outline, where no finger could go through.',
            'The cup has no handle at the side; it is drawn inside the cup.',
          ],
        };
      },
    },
    'floating-cup': {
      tag: 'support',
      apply(table, random) {
        const cup = random.pick(table.cups.filter(({ inside }) => !inside));
        cup.steam = false;
        const before = bounds(drawCup(table, { ...cup, steam: true }));
        cup.lift = random.between(44, 60);
        return {
          box: bounds(drawCup(table, cup)),
          vacated: [before],
          phrases: [
            'A cup hovers above the table; its shadow is left behind on the wood.',
            'This cup does not touch the table top.',
            'There is air between the cup and the table that should carry it.',
          ],
        };
      },
    },
    'second-spout': {
      tag: 'count',
      apply(table) {
        const side = table.pot.spouts[0] === 1 ? -1 : 1;
        table.pot.spouts.push(side);
        return {
          box: bounds(spout(table, side)),
          phrases: [
            'The teapot has a spout on either side; one grows out where the handle is.',
            'A second spout sticks out on the side of the handle.',
            'This teapot would pour in two directions at once.',
          ],
        };
      },
    },
    'missing-leg': {
      tag: 'support',
      apply(table, random) {
        const which = random.pick(['left', 'right'] as const);
        table.legs[which] = false;
        return {
          box: bounds(frontLeg(table, which === 'left' ? -1 : 1)),
          phrases: [
            `The front leg on the ${which} is missing, and still the table stands level.`,
            `Three legs: nothing supports the ${which} front corner of the table.`,
            `The table lacks a leg at the ${which} and ought to tip over.`,
          ],
        };
      },
    },
  },
  sound: [
    'The table has its four legs, and every cup stands on it with its handle at the side.',
    'Cups and teapot rest on the wood, each above its own shadow.',
    'The teapot has one spout and one handle, on opposite sides.',
  ],
});
