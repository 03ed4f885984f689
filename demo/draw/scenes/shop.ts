import { bush, pottedPlant, softShadow } from '../clutter.ts';
import { inventedLetters, letter } from '../lettering.ts';
import { darker, lighter, linear } from '../paint.ts';
import { exteriors, interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, line, path, place, rect, type Shape } from '../svg.ts';

interface Sign {
  name: string;
  mirrored: boolean;
}

interface Shop {
  backdrop: Shape[];
  x: number;
  y: number;
  width: number;
  ink: string;
  board: string;
  letters: Sign[];
  front: Shape[];
  /** True where a stripe of the awning is coloured. */
  stripes: boolean[];
  stripe: string;
}

const words = [
  'BAKERY',
  'FLOWERS',
  'COFFEE',
  'BOOKS',
  'CLOCKS',
  'CHEESE',
  'TAILOR',
  'GARDEN',
  'PIANOS',
  'TOYS',
];

function drawLetter(shop: Shop, index: number): Shape {
  const { x, y, width, letters, ink } = shop;
  const sign = letters[index];
  if (!sign) throw new RangeError(`the sign has no letter ${index}`);
  const step = Math.min(width * 0.13, (width * 0.86) / letters.length);
  return place(letter(sign.name, step * 0.74, ink, 0.17, sign.mirrored), {
    x: x + (index - (letters.length - 1) / 2) * step,
    y: y - width * 0.64,
  });
}

function drawStripe({ x, y, width, stripes, stripe }: Shop, index: number): Shape {
  const step = width / stripes.length;
  const left = x - width / 2 + index * step;
  const [top, bottom] = [y - width * 0.53, y - width * 0.4];
  const colour = stripes[index] ? stripe : '#f7efe0';
  return path(
    `M${left} ${top}L${left + step} ${top}L${left + step} ${bottom}Q${left + step / 2} ${bottom + step * 0.75} ${left} ${bottom}Z`,
    { fill: linear([lighter(colour, 0.14), darker(colour, 0.16)]) },
  );
}

function shopFront(x: number, y: number, w: number, colour: string, goods: string[]): Shape[] {
  const [left, right] = [x - w / 2, x + w / 2];
  const [glassTop, glassHeight] = [y - w * 0.4, w * 0.28];
  const wares = goods.flatMap((ware, index) => {
    const at = left + w * (0.12 + index * 0.105);
    const size = w * 0.035;
    return [
      rect(at - size, y - w * 0.2 - size * 1.4, size * 2, size * 1.6, { fill: ware }, 4),
      circle(at, y - w * 0.285, size * 0.8, { fill: lighter(ware, 0.25) }),
    ];
  });
  return [
    rect(left, y - w * 0.56, w, w * 0.56, { fill: linear([lighter(colour, 0.1), darker(colour, 0.2)]) }),
    rect(left + w * 0.05, glassTop, w * 0.55, glassHeight, { fill: linear(['#3a4750', '#5d6d72']) }, 3),
    rect(left + w * 0.06, y - w * 0.19, w * 0.53, w * 0.02, { fill: '#b98d5c' }),
    rect(left + w * 0.06, y - w * 0.262, w * 0.53, w * 0.012, { fill: '#b98d5c' }),
    ...wares,
    line(
      [
        [left + w * 0.1, y - w * 0.16],
        [left + w * 0.24, y - w * 0.36],
      ],
      { stroke: '#ffffff', width: w * 0.03, opacity: 0.13 },
    ),
    rect(left + w * 0.05, glassTop, w * 0.55, glassHeight, { stroke: lighter(colour, 0.4), width: 4 }, 3),
    rect(right - w * 0.32, y - w * 0.42, w * 0.25, w * 0.42, { fill: darker(colour, 0.45) }, 3),
    rect(right - w * 0.3, y - w * 0.39, w * 0.21, w * 0.24, { fill: linear(['#56666c', '#7f9498'], 60) }, 3),
    circle(right - w * 0.11, y - w * 0.12, w * 0.011, { fill: '#e9c76a' }),
    rect(right - w * 0.33, y - w * 0.012, w * 0.27, w * 0.02, { fill: '#9a948c' }),
  ];
}

export const shop = defineScene<Shop>({
  name: 'shop',
  frames: ['landscape', 'square'],
  compose(random, frame) {
    const [outside, inside] = [random.pick(exteriors), random.pick(interiors)];
    const w = Math.min(frame.width * 0.86, frame.height * 1.12) * random.between(0.93, 1);
    const x = frame.width / 2;
    const y = frame.height * 0.86;
    const brick = random.pick(['#a9674f', '#b9a58c', '#8d8a92', '#c58e6f']);
    const bricks: Shape[] = [];
    for (let row = 0; row * 15 < y; row++) {
      for (let at = row % 2 ? -18 : 0; at < frame.width; at += 36) {
        if (!random.chance(0.4)) continue;
        const colour = random.chance(0.5) ? lighter(brick, 0.12) : darker(brick, 0.12);
        bricks.push(rect(at + 1, row * 15 + 1, 33, 12, { fill: colour, opacity: 0.8 }, 1));
      }
    }
    const colour = random.pick(outside.accents.slice(0, 3));
    const board = darker(colour, 0.32);
    const stripeCount = 12;
    return {
      backdrop: [
        rect(0, 0, frame.width, frame.height, { fill: linear([lighter(brick, 0.06), darker(brick, 0.18)]) }),
        ...bricks,
        rect(0, y, frame.width, frame.height - y, { fill: linear(['#b0aaa2', '#7f7a78']) }),
        rect(0, y + (frame.height - y) * 0.55, frame.width, 4, { fill: '#6c6766' }),
        softShadow(x, y + 4, w * 0.58, 12, 0.6),
        bush(x - w * 0.57, y + 4, 46, outside.foliage, random),
      ],
      x,
      y,
      width: w,
      ink: random.pick(['#fdf3dc', '#ffe2a0', '#f2f7f5']),
      board,
      letters: [...random.pick(words)].map((name) => ({ name, mirrored: false })),
      front: [
        ...shopFront(
          x,
          y,
          w,
          colour,
          Array.from({ length: 5 }, () => random.pick([...inside.accents, ...outside.accents])),
        ),
        pottedPlant(x + w * 0.53, y + 8, 92, '#b0623f', outside.foliage, random),
      ],
      stripes: Array.from({ length: stripeCount }, (_, index) => index % 2 === 0),
      stripe: random.pick([outside.accents[0] ?? '#b33', outside.accents[2] ?? '#369', '#3f7d5c']),
    };
  },
  draw(shop) {
    const { x, y, width, board } = shop;
    return [
      ...shop.backdrop,
      ...shop.front,
      rect(x - width / 2 - 4, y - width * 0.73, width + 8, width * 0.19, { fill: darker(board, 0.45) }, 6),
      rect(
        x - width / 2,
        y - width * 0.722,
        width,
        width * 0.172,
        { fill: linear([lighter(board, 0.1), board]) },
        5,
      ),
      ...shop.letters.map((_, index) => drawLetter(shop, index)),
      rect(x - width / 2, y - width * 0.4, width, width * 0.05, {
        fill: linear([
          [0, '#120c1e', 0.4],
          [1, '#120c1e', 0],
        ]),
      }),
      ...shop.stripes.map((_, index) => drawStripe(shop, index)),
      rect(x - width / 2, y - width * 0.538, width, width * 0.016, { fill: darker(board, 0.1) }),
    ];
  },
  defects: {
    'invented-letters': {
      tag: 'text',
      apply(shop, random) {
        const first = random.int(1, shop.letters.length - 3);
        const before = [first, first + 1].map((index) => drawLetter(shop, index));
        const [a, b] = random.shuffle(inventedLetters);
        shop.letters.splice(
          first,
          2,
          { name: a ?? '?0', mirrored: false },
          { name: b ?? '?1', mirrored: false },
        );
        return {
          box: bounds(...before, drawLetter(shop, first), drawLetter(shop, first + 1)),
          phrases: [
            'Two signs in the name of the shop are no letters of any alphabet.',
            'The lettering breaks down here into strokes that only look like writing.',
            'These characters on the shop sign cannot be read; they are not letters.',
          ],
        };
      },
    },
    'mirrored-letter': {
      tag: 'text',
      excludes: ['invented-letters'],
      apply(shop, random) {
        const asymmetric = shop.letters.flatMap(({ name }, index) =>
          'BCDEFGKLNPRS'.includes(name) ? [index] : [],
        );
        const index = random.pick(asymmetric);
        const before = drawLetter(shop, index);
        const sign = shop.letters[index];
        if (!sign) throw new RangeError(`the sign has no letter ${index}`);
        sign.mirrored = true;
        return {
          box: bounds(before, drawLetter(shop, index)),
          phrases: [
            `The letter ${sign.name} on the sign is written backwards.`,
            `A mirror-image ${sign.name} stands in the middle of otherwise normal lettering.`,
            `One letter of the shop's name, the ${sign.name}, faces the wrong way.`,
          ],
        };
      },
    },
    'awning-stripes': {
      tag: 'pattern',
      apply(shop, random) {
        const index = random.pick([3, 4, 6, 7, 8]);
        shop.stripes[index] = !shop.stripes[index];
        return {
          box: bounds(drawStripe(shop, index)),
          phrases: [
            'The awning loses its rhythm: three neighbouring stripes share one colour.',
            'A stripe of the awning has the wrong colour and melts into the ones beside it.',
            'The regular pattern of the awning is broken by a stripe of the same colour as both neighbours.',
          ],
        };
      },
    },
  },
  sound: [
    'The sign can be read, and every letter is well formed.',
    'The stripes of the awning alternate evenly along the whole front.',
    'Door, window and awning are aligned, and the shop stands on the pavement.',
  ],
});
