import { tabletop, wall } from '../backdrop.ts';
import { bookStack, pottedPlant } from '../clutter.ts';
import { darker, lighter, linear } from '../paint.ts';
import { interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, ellipse, group, line, rect, type Shape } from '../svg.ts';

interface Piano {
  backdrop: Shape[];
  left: number;
  top: number;
  keyWidth: number;
  keyHeight: number;
  whites: number;
  /** Index of the first white key in the scale, 0 being C. */
  start: number;
  /** Black keys by the white key they follow. */
  blacks: { after: number; length: number }[];
  missing: number | null;
  lacquer: string;
}

/** Whether a black key follows white key `index` in a scale that starts at `start`. */
const hasBlack = (start: number, index: number) => ![2, 6].includes((start + index) % 7);

function blackKey(
  { left, top, keyWidth, keyHeight }: Piano,
  { after, length }: { after: number; length: number },
): Shape {
  const [w, h] = [keyWidth * 0.58, keyHeight * length];
  const x = left + (after + 1) * keyWidth - w / 2;
  return group([
    rect(x - 1, top, w + 4, h + 4, { fill: '#000000', opacity: 0.3 }, 2),
    rect(x, top, w, h, { fill: linear(['#3a3640', '#131118']) }, 2),
    rect(x + w * 0.2, top, w * 0.3, h * 0.88, { fill: '#ffffff', opacity: 0.13 }, 2),
  ]);
}

const whiteKey = ({ left, top, keyWidth, keyHeight }: Piano, index: number): Shape =>
  group([
    rect(
      left + index * keyWidth,
      top,
      keyWidth - 1.4,
      keyHeight,
      { fill: linear(['#e6e0d4', '#fffdf6', '#f3eee2']) },
      3,
    ),
    rect(left + index * keyWidth, top + keyHeight - 7, keyWidth - 1.4, 7, { fill: '#cfc7b8' }, 3),
  ]);

const notes = (piano: Piano, y: number): Shape[] =>
  [0, 1].map((page) => {
    const [w, h] = [112, 132];
    const x = piano.left + (piano.whites * piano.keyWidth) / 2 + (page - 1) * (w + 3);
    const staves = [26, 62, 98].flatMap((sy) => [
      ...[0, 1, 2, 3, 4].map((index) =>
        line(
          [
            [x + 10, y - h + sy + index * 4],
            [x + w - 10, y - h + sy + index * 4],
          ],
          { stroke: '#6c6570', width: 0.8 },
        ),
      ),
      ...[0, 1, 2, 3, 4].flatMap((index) => {
        const [nx, ny] = [x + 20 + index * 18, y - h + sy + ((index * 7 + page * 3 + sy) % 5) * 4];
        return [
          ellipse(nx, ny, 3, 2.2, { fill: '#2a2530' }),
          line(
            [
              [nx + 2.6, ny],
              [nx + 2.6, ny - 13],
            ],
            { stroke: '#2a2530', width: 1.1 },
          ),
        ];
      }),
    ]);
    return group([
      rect(x, y - h, w, h, { fill: linear(['#fffaf0', '#ece2cf'], page === 0 ? 0 : 180) }),
      ...staves,
    ]);
  });

export const piano = defineScene<Piano>({
  name: 'piano',
  frames: ['landscape', 'square'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const { width, height } = frame;
    const whites = width > 600 ? 14 : 12;
    const start = random.pick([0, 3, 5]);
    const span = width * 0.9;
    const lacquer = random.pick(['#2a2228', '#5b3526', '#3a2c2a', '#6b2f2f']);
    const top = height * 0.5;
    return {
      backdrop: [
        ...wall(frame, palette, random),
        ...tabletop(frame, height * 0.34, lacquer, random),
        pottedPlant(width * 0.12, height * 0.345, 124, palette.cloth, '#5d8a56', random),
        bookStack(width * 0.88, height * 0.345, 96, palette.accents, random),
      ],
      left: (width - span) / 2,
      top,
      keyWidth: span / whites,
      keyHeight: height * 0.38,
      whites,
      start,
      blacks: Array.from({ length: whites - 1 }, (_, index) => index)
        .filter((index) => hasBlack(start, index))
        .map((after) => ({ after, length: 0.62 })),
      missing: null,
      lacquer,
    };
  },
  draw(piano) {
    const { left, top, keyWidth, keyHeight, whites, blacks, missing, lacquer } = piano;
    const width = whites * keyWidth;
    const indices = Array.from({ length: whites }, (_, index) => index).filter((index) => index !== missing);
    return [
      ...piano.backdrop,
      ...notes(piano, top - keyHeight * 0.3),
      rect(
        left - 26,
        top - 32,
        width + 52,
        keyHeight + 62,
        { fill: linear([lighter(lacquer, 0.16), darker(lacquer, 0.35)]) },
        6,
      ),
      rect(left - 3, top - 3, width + 6, keyHeight + 6, { fill: '#0f0c12' }),
      ...indices.map((index) => whiteKey(piano, index)),
      rect(left, top - 6, width, 8, { fill: '#8f2f3a' }),
      ...blacks.map((each) => blackKey(piano, each)),
      rect(left, top, width, 14, {
        fill: linear([
          [0, '#000000', 0.4],
          [1, '#000000', 0],
        ]),
      }),
    ];
  },
  defects: {
    'extra-black-key': {
      tag: 'pattern',
      apply(piano, random) {
        const free = Array.from({ length: piano.whites - 3 }, (_, index) => index + 1).filter(
          (index) => !hasBlack(piano.start, index),
        );
        const extra = { after: random.pick(free), length: 0.62 };
        piano.blacks.push(extra);
        return {
          box: bounds(blackKey(piano, extra)),
          phrases: [
            'A black key too many: here two and three run together into an unbroken row.',
            'There is a black key in the gap that separates the groups of two and three.',
            'The black keys are grouped wrongly, with this one in between.',
          ],
        };
      },
    },
    'missing-black-key': {
      tag: 'pattern',
      excludes: ['overlong-black-key'],
      apply(piano, random) {
        const inner = piano.blacks.filter(
          ({ after, length }) =>
            length < 0.7 &&
            after > 1 &&
            after < piano.whites - 3 &&
            hasBlack(piano.start, after - 1) &&
            hasBlack(piano.start, after + 1),
        );
        const gone = random.pick(inner);
        piano.blacks = piano.blacks.filter((each) => each !== gone);
        return {
          box: bounds(blackKey(piano, gone)),
          phrases: [
            'The middle black key of this group of three is missing.',
            'Two black keys stand apart where there should be three.',
            'A black key is lacking here, which breaks the pattern of two and three.',
          ],
        };
      },
    },
    'missing-white-key': {
      tag: 'structure',
      apply(piano, random) {
        const free = Array.from({ length: piano.whites - 4 }, (_, index) => index + 2);
        piano.missing = random.pick(free);
        return {
          box: bounds(whiteKey(piano, piano.missing)),
          phrases: [
            'A white key is missing and leaves a dark hole in the keyboard.',
            'There is a gap between two white keys as wide as a key.',
            'One of the white keys is not there.',
          ],
        };
      },
    },
    'overlong-black-key': {
      tag: 'proportion',
      apply(piano, random) {
        const key = random.pick(
          piano.blacks.filter(
            ({ after }) => after > 0 && after < piano.whites - 2 && hasBlack(piano.start, after),
          ),
        );
        key.length = 0.97;
        return {
          box: bounds(blackKey(piano, key)),
          phrases: [
            'This black key is as long as the white ones.',
            'One black key runs down to the front edge of the keyboard.',
            'A black key is far longer than all the others.',
          ],
        };
      },
    },
  },
  sound: [
    'The black keys stand in groups of two and three along the whole keyboard.',
    'All keys are there, evenly wide and of the right length.',
    'The sheet music, the lid and the keys are aligned.',
  ],
});
