import { wall, wallPictures } from '../backdrop.ts';
import { bookStack, pottedPlant, shelfBoard, softShadow } from '../clutter.ts';
import { numeral } from '../lettering.ts';
import { darker, lighter, linear, radial } from '../paint.ts';
import { interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, line, place, polygon, type Shape } from '../svg.ts';

interface Hand {
  /** Degrees clockwise from twelve. */
  angle: number;
  length: number;
  thickness: number;
}

interface Mark {
  hour: number;
  shown: number | null;
}

interface Clock {
  backdrop: Shape[];
  x: number;
  y: number;
  radius: number;
  rim: string;
  face: string;
  ink: string;
  hands: Hand[];
  marks: Mark[];
}

function drawHand({ x, y, radius, ink }: Clock, { angle, length, thickness }: Hand): Shape {
  const [tip, half] = [radius * length, radius * thickness];
  const shape = polygon(
    [
      [-half * 0.7, radius * 0.1],
      [-half, -tip * 0.72],
      [0, -tip],
      [half, -tip * 0.72],
      [half * 0.7, radius * 0.1],
    ],
    { fill: ink },
  );
  return place(shape, { x, y, turn: angle });
}

function drawMark({ x, y, radius, ink }: Clock, hour: number, shown: number): Shape {
  const radians = (hour * Math.PI) / 6;
  return place(numeral(shown, radius * 0.15, ink), {
    x: x + Math.sin(radians) * radius * 0.74,
    y: y - Math.cos(radians) * radius * 0.74,
  });
}

function clockFace(clock: Clock): Shape[] {
  const { x, y, radius, rim, face, ink } = clock;
  const ticks = Array.from({ length: 60 }, (_, minute) => {
    const radians = (minute * Math.PI) / 30;
    const inner = minute % 5 === 0 ? 0.875 : 0.9;
    return line(
      [inner, 0.925].map((at): [number, number] => [
        x + Math.sin(radians) * radius * at,
        y - Math.cos(radians) * radius * at,
      ]),
      { stroke: ink, width: radius * (minute % 5 === 0 ? 0.018 : 0.007), opacity: 0.8 },
    );
  });
  return [
    softShadow(x + radius * 0.12, y + radius * 0.18, radius * 1.22, radius * 1.2, 0.6),
    circle(x, y, radius * 1.1, { fill: linear([lighter(rim, 0.35), rim, darker(rim, 0.45)], 55) }),
    circle(x, y, radius * 1.01, { fill: darker(rim, 0.4) }),
    circle(x, y, radius * 0.98, {
      fill: radial([lighter(face, 0.5), face, darker(face, 0.1)], 0.42, 0.38, 0.8),
    }),
    ...ticks,
  ];
}

export const clock = defineScene<Clock>({
  name: 'clock',
  frames: ['landscape', 'portrait', 'square'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const radius = Math.min(frame.width, frame.height) * random.between(0.26, 0.31);
    const x = frame.width * random.between(0.47, 0.53);
    const hour = random.int(0, 11);
    const minute = random.int(2, 10) * 5 + random.pick([0, 1, 2]);
    return {
      backdrop: [
        ...wall(frame, palette, random),
        ...wallPictures(frame, palette, radius * 1.3, random),
        shelfBoard(frame.width * 0.06, frame.height * 0.92, frame.width * 0.88, 14, palette.wood),
        pottedPlant(
          frame.width * random.between(0.14, 0.2),
          frame.height * 0.92,
          105,
          palette.cloth,
          '#5d8a56',
          random,
        ),
        bookStack(frame.width * random.between(0.78, 0.86), frame.height * 0.92, 92, palette.accents, random),
      ],
      x,
      y: frame.height * random.between(0.4, 0.44),
      radius,
      rim: random.pick([...palette.accents, palette.wood]),
      face: palette.paper,
      ink: palette.ink,
      hands: [
        { angle: hour * 30 + minute / 2, length: 0.46, thickness: 0.042 },
        { angle: minute * 6, length: 0.68, thickness: 0.03 },
      ],
      marks: Array.from({ length: 12 }, (_, index) => ({ hour: index + 1, shown: index + 1 })),
    };
  },
  draw(clock) {
    return [
      ...clock.backdrop,
      ...clockFace(clock),
      ...clock.marks.flatMap(({ hour, shown }) => (shown === null ? [] : [drawMark(clock, hour, shown)])),
      ...clock.hands.map((hand) => drawHand(clock, hand)),
      circle(clock.x, clock.y, clock.radius * 0.065, { fill: clock.rim }),
      circle(clock.x, clock.y, clock.radius * 0.025, { fill: darker(clock.rim, 0.5) }),
    ];
  },
  defects: {
    'third-hand': {
      tag: 'count',
      apply(clock, random) {
        const taken = clock.hands.map((hand) => hand.angle % 360);
        const free = Array.from({ length: 24 }, (_, index) => index * 15 + 7).filter((angle) =>
          taken.every((other) => Math.abs(((angle - other + 540) % 360) - 180) > 38),
        );
        const hand = { angle: random.pick(free), length: 0.56, thickness: 0.036 };
        clock.hands.push(hand);
        const side = hand.angle < 180 ? 'right' : 'left';
        return {
          box: bounds(drawHand(clock, hand)),
          phrases: [
            `The clock has three thick hands; the extra one on the ${side} cannot tell any time.`,
            `There is a third hand on the ${side} half of the dial, as heavy as the hour and minute hands.`,
            `An additional clock hand points to the ${side}, so the time cannot be read.`,
            `Three equally bold hands start at the centre where a clock has two: one on the ${side} is too many.`,
          ],
        };
      },
    },
    'missing-numerals': {
      tag: 'count',
      apply(clock, random) {
        const first = random.pick([2, 3, 8, 9]);
        const gone = clock.marks.filter(({ hour }) => hour >= first && hour < first + 2);
        const box = bounds(...gone.map(({ hour }) => drawMark(clock, hour, hour)));
        for (const mark of gone) mark.shown = null;
        return {
          box,
          phrases: [
            `The numerals ${first} and ${first + 1} are missing from the dial.`,
            `There is an empty stretch on the clock face where ${first} and ${first + 1} should stand.`,
            `The dial skips two hours: after ${first - 1} comes ${first + 2}, with a gap in between.`,
          ],
        };
      },
    },
    'repeated-numeral': {
      tag: 'text',
      excludes: ['missing-numerals'],
      apply(clock, random) {
        const mark = clock.marks[random.pick([3, 4, 5, 6, 7])];
        if (!mark) throw new RangeError('a dial has twelve marks');
        const wrong = mark.hour === 8 ? 3 : 8;
        const both = [drawMark(clock, mark.hour, mark.hour), drawMark(clock, mark.hour, wrong)];
        mark.shown = wrong;
        return {
          box: bounds(...both),
          phrases: [
            `The dial shows ${wrong} where ${mark.hour} belongs, so ${wrong} appears twice.`,
            `Wrong numeral: between ${mark.hour - 1} and ${mark.hour + 1} stands a second ${wrong}.`,
            `The hours are out of order here, with a ${wrong} in the place of the ${mark.hour}.`,
          ],
        };
      },
    },
  },
  sound: [
    'Both hands start at the centre and the twelve numerals follow one another evenly.',
    'The dial is complete, with twelve hours in order, and the two hands agree with each other.',
    'The rim, the ticks and the shadow on the wall fit together.',
  ],
});
