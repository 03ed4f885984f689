import { framedPicture, pottedPlant, shelfBoard, softShadow } from '../clutter.ts';
import { darker, lighter, linear, mix, radial } from '../paint.ts';
import { interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, ellipse, group, line, path, place, rect, type Shape } from '../svg.ts';

interface Candle {
  x: number;
  height: number;
  width: number;
  colour: string;
  /** How far the flame is above its wick, and the stick above the board. */
  flameLift: number;
  lift: number;
  upsideDown: boolean;
}

interface Candles {
  backdrop: Shape[];
  board: number;
  brass: string;
  candles: Candle[];
}

function flame({ board }: Candles, { x, height, width, flameLift, lift, upsideDown }: Candle): Shape {
  const size = width * 1.25;
  return place(
    group([
      path(
        `M0 ${size}C${-size * 0.72} ${size * 0.9} ${-size * 0.5} 0 0 ${-size}C${size * 0.5} 0 ${size * 0.72} ${size * 0.9} 0 ${size}Z`,
        {
          fill: linear(['#ffdf7a', '#ffb03c', '#f2762e']),
        },
      ),
      path(
        `M0 ${size * 0.92}C${-size * 0.36} ${size * 0.8} ${-size * 0.26} ${size * 0.2} 0 ${-size * 0.3}C${size * 0.26} ${size * 0.2} ${size * 0.36} ${size * 0.8} 0 ${size * 0.92}Z`,
        {
          fill: '#fff6cf',
        },
      ),
    ]),
    { x, y: board - 24 - height - size - 4 - flameLift - lift, turn: upsideDown ? 180 : 0 },
  );
}

function glow({ board }: Candles, { x, height, width }: Candle): Shape {
  return circle(x, board - 24 - height - width, width * 6.2, {
    fill: radial(
      [
        [0, '#ffcf7a', 0.5],
        [0.35, '#ffb35c', 0.2],
        [1, '#ff9a4a', 0],
      ],
      0.5,
      0.5,
      0.5,
    ),
  });
}

function stick({ board, brass }: Candles, { x, height, width, colour, lift }: Candle): Shape {
  const [half, foot] = [width / 2, board - lift];
  const top = foot - 24 - height;
  return group([
    rect(
      x - half,
      top,
      width,
      height + 6,
      { fill: linear([lighter(colour, 0.4), colour, darker(colour, 0.34)], 0) },
      3,
    ),
    path(
      `M${x - half} ${top + 3}L${x + half} ${top + 3}L${x + half} ${top + 14}C${x + half * 0.8} ${top + 30} ${x + half * 0.4} ${top + 10} ${x} ${top + 12}C${x - half * 0.4} ${top + 14} ${x - half * 0.6} ${top + 22} ${x - half} ${top + 12}Z`,
      {
        fill: lighter(colour, 0.5),
      },
    ),
    ellipse(x, top + 2, half, 3.4, { fill: lighter(colour, 0.6) }),
    line(
      [
        [x, top + 2],
        [x, top - 9],
      ],
      { stroke: '#3a2a24', width: 2.4 },
    ),
    path(
      `M${x - half - 7} ${foot - 26}L${x + half + 7} ${foot - 26}L${x + half} ${foot - 14}L${x + half + 4} ${foot - 6}L${x + half + 13} ${foot}L${x - half - 13} ${foot}L${x - half - 4} ${foot - 6}L${x - half} ${foot - 14}Z`,
      {
        fill: linear([lighter(brass, 0.5), brass, darker(brass, 0.45)], 0),
      },
    ),
  ]);
}

const untouched = ({ candles }: Candles) =>
  candles.filter(({ flameLift, lift, upsideDown }) => flameLift === 0 && lift === 0 && !upsideDown);

export const candles = defineScene<Candles>({
  name: 'candles',
  frames: ['landscape', 'square'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const { width, height } = frame;
    const night = mix(palette.wall, '#15121f', 0.68);
    const board = height * random.between(0.76, 0.8);
    const count = width > 600 ? 5 : 4;
    const step = (width * 0.72) / count;
    const panels = Array.from({ length: 5 }, (_, index) =>
      rect(
        width * (0.02 + index * 0.2),
        height * 0.05,
        width * 0.16,
        height * 0.6,
        { stroke: lighter(night, 0.12), width: 2.5 },
        4,
      ),
    );
    return {
      backdrop: [
        rect(0, 0, width, height, {
          fill: radial([lighter(night, 0.2), night, darker(night, 0.45)], 0.5, 0.45, 0.75),
        }),
        ...panels,
        framedPicture(width * 0.5 - 66, height * 0.06, 132, 104, palette.accents, random),
        rect(0, board + 20, width, height, { fill: linear([darker(night, 0.3), darker(night, 0.55)]) }),
        shelfBoard(width * 0.02, board, width * 0.96, 22, palette.wood),
        pottedPlant(width * 0.075, board, 92, palette.cloth, '#3f6a48', random),
      ],
      board: board + 4,
      brass: random.pick(['#c79a4a', '#9aa0a8', '#b0714a']),
      candles: Array.from({ length: count }, (_, index) => ({
        x: width * 0.2 + (index + 0.5) * step + random.between(-8, 8),
        height: height * random.between(0.17, 0.34),
        width: random.between(20, 25),
        colour: random.pick(['#f3ead6', '#f3ead6', '#c5434a', '#e8c98a', '#7e94b8']),
        flameLift: 0,
        lift: 0,
        upsideDown: false,
      })),
    };
  },
  draw(model) {
    return [
      ...model.backdrop,
      ...model.candles.map((each) => glow(model, each)),
      ...model.candles.map(({ x, width }) => softShadow(x, model.board, width * 1.5, 5, 0.7)),
      ...model.candles.flatMap((each) => [stick(model, each), flame(model, each)]),
    ];
  },
  defects: {
    'floating-flame': {
      tag: 'support',
      apply(model, random) {
        const candle = random.pick(untouched(model));
        const before = bounds(flame(model, candle));
        candle.flameLift = random.between(42, 56);
        return {
          box: bounds(flame(model, candle)),
          vacated: [before],
          phrases: [
            'A flame burns in the air far above its wick.',
            'This flame has left its candle; between them is nothing.',
            'The wick is bare while the flame hovers over it.',
          ],
        };
      },
    },
    'upside-down-flame': {
      tag: 'light',
      apply(model, random) {
        const candle = random.pick(untouched(model));
        candle.upsideDown = true;
        return {
          box: bounds(flame(model, candle)),
          phrases: [
            'This flame points downwards, with its broad end on top.',
            'One candle burns upside down.',
            'A flame tapers towards the wick instead of rising to a point.',
          ],
        };
      },
    },
    'floating-candle': {
      tag: 'support',
      apply(model, random) {
        const candle = random.pick(untouched(model));
        const shapes = () => bounds(stick(model, candle), flame(model, candle));
        const before = shapes();
        candle.lift = 40;
        return {
          box: shapes(),
          vacated: [before],
          phrases: [
            'A candle with its holder hovers above the shelf.',
            'This candlestick does not stand on the board; there is air below it.',
            'One holder floats while its shadow stays behind on the shelf.',
          ],
        };
      },
    },
  },
  sound: [
    'Every flame sits on its wick and points upwards.',
    'The candlesticks stand on the shelf, each with its own glow.',
    'The light is warm around the flames and fades evenly into the dark.',
  ],
});
