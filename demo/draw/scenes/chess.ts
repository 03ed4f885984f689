import type { ImageSize } from '@fakexplain/explanation';
import { tabletop } from '../backdrop.ts';
import { softShadow } from '../clutter.ts';
import { darker, lighter, linear } from '../paint.ts';
import { interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, group, line, path, place, rect, type Shape } from '../svg.ts';

type Kind = 'pawn' | 'rook' | 'bishop' | 'king';

interface Piece {
  kind: Kind;
  white: boolean;
  column: number;
  row: number;
  /** How far the upper part floats above its base, in squares. */
  split: number;
}

interface Chess {
  frame: ImageSize;
  backdrop: Shape[];
  left: number;
  top: number;
  square: number;
  light: string;
  dark: string;
  wood: string;
  /** Squares of the wrong colour, as column + 8 × row. */
  swapped: number[];
  outside: { column: number; row: number } | null;
  pieces: Piece[];
}

const heads: Record<Kind, (fill: ReturnType<typeof linear>, stroke: string) => Shape[]> = {
  pawn: (fill, stroke) => [circle(0, -22, 8.5, { fill, stroke, width: 1.6 })],
  rook: (fill, stroke) => [
    path('M-12 -34L-12 -22L12 -22L12 -34L7 -34L7 -29L3 -29L3 -34L-3 -34L-3 -29L-7 -29L-7 -34Z', {
      fill,
      stroke,
      width: 1.6,
    }),
  ],
  bishop: (fill, stroke) => [
    path('M0 -40C14 -30 10 -18 6 -16L-6 -16C-10 -18 -14 -30 0 -40Z', { fill, stroke, width: 1.6 }),
    line(
      [
        [1, -32],
        [6, -26],
      ],
      { stroke, width: 1.8 },
    ),
  ],
  king: (fill, stroke) => [
    path(
      'M-3 -46L3 -46L3 -42L8 -42L8 -37L3 -37L3 -32L13 -32L9 -18L-9 -18L-13 -32L-3 -32L-3 -37L-8 -37L-8 -42L-3 -42Z',
      { fill, stroke, width: 1.6 },
    ),
  ],
};

function drawPiece(
  { left, top, square }: Chess,
  { kind, white, column, row, split }: Piece,
): { base: Shape; head: Shape } {
  const fill = linear(white ? ['#fffdf4', '#f2e5cb', '#c9b48f'] : ['#5a5160', '#2f2935', '#18141d'], 15);
  const stroke = white ? '#7b684d' : '#0d0a10';
  const at = { x: left + (column + 0.5) * square, y: top + (row + 0.86) * square, scale: square / 52 };
  return {
    base: place(
      group([
        softShadow(3, 1, 21, 5, 0.55),
        path('M-15 0L15 0L13 -6L7 -9L5 -18L-5 -18L-7 -9L-13 -6Z', { fill, stroke, width: 1.6 }),
      ]),
      at,
    ),
    head: place(group(heads[kind](fill, stroke)), { ...at, y: at.y - split * square }),
  };
}

function drawSquare(
  { left, top, square, light, dark }: Chess,
  column: number,
  row: number,
  isLight: boolean,
): Shape {
  return rect(left + column * square, top + row * square, square, square, {
    fill: linear(isLight ? [lighter(light, 0.08), light] : [dark, darker(dark, 0.12)], 45),
  });
}

const indices = [0, 1, 2, 3, 4, 5, 6, 7];

export const chess = defineScene<Chess>({
  name: 'chess',
  frames: ['landscape', 'square', 'portrait'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const { width, height } = frame;
    const board = Math.min(width, height) * 0.82;
    const square = board / 8;
    const cells = random
      .shuffle(Array.from({ length: 64 }, (_, index) => index))
      .slice(0, random.int(11, 15));
    const [light, dark] = random.pick([
      ['#eedcb8', '#a06d45'],
      ['#e9ead6', '#6f8f62'],
      ['#dfe4ea', '#5f7b97'],
      ['#f0d9c4', '#8f5257'],
    ]);
    return {
      frame,
      backdrop: [
        ...tabletop(frame, -8, palette.wood, random),
        softShadow(width / 2 + 8, height / 2 + 12, board * 0.72, board * 0.7, 0.7),
      ],
      left: (width - board) / 2 + random.between(-8, 8),
      top: (height - board) / 2,
      square,
      light: light ?? '#eedcb8',
      dark: dark ?? '#a06d45',
      wood: darker(palette.wood, 0.35),
      swapped: [],
      outside: null,
      pieces: cells.map((cell, index) => ({
        kind: index < 2 ? 'king' : random.pick(['pawn', 'pawn', 'pawn', 'rook', 'bishop']),
        white: index % 2 === 0,
        column: cell % 8,
        row: Math.floor(cell / 8),
        split: 0,
      })),
    };
  },
  draw(chess) {
    const { left, top, square, wood, swapped, outside, pieces } = chess;
    const size = square * 8;
    return [
      ...chess.backdrop,
      rect(left - 16, top - 16, size + 32, size + 32, { fill: linear([lighter(wood, 0.25), wood], 45) }, 5),
      rect(left - 5, top - 5, size + 10, size + 10, { stroke: lighter(wood, 0.4), width: 1.5 }),
      ...(outside ? [drawSquare(chess, outside.column, outside.row, false)] : []),
      ...indices.flatMap((row) =>
        indices.map((column) => {
          const isLight = (row + column) % 2 === 0;
          return drawSquare(chess, column, row, swapped.includes(column + row * 8) ? !isLight : isLight);
        }),
      ),
      ...pieces
        .toSorted((a, b) => a.row - b.row)
        .flatMap((piece) => {
          const { base, head } = drawPiece(chess, piece);
          return [base, head];
        }),
    ];
  },
  defects: {
    'wrong-square': {
      tag: 'pattern',
      apply(chess, random) {
        const taken = new Set(
          chess.pieces.flatMap(({ column, row }) => [column + row * 8, column + row * 8 - 8]),
        );
        const free = Array.from({ length: 64 }, (_, index) => index).filter(
          (cell) => !taken.has(cell) && cell % 8 > 0 && cell % 8 < 7 && cell > 7 && cell < 56,
        );
        const cell = random.pick(free);
        chess.swapped.push(cell);
        const [column, row] = [cell % 8, Math.floor(cell / 8)];
        return {
          box: bounds(drawSquare(chess, column, row, true)),
          phrases: [
            'Neighbouring squares share one colour: this square breaks the pattern of the board.',
            'The board does not alternate here; five squares of one colour form a cross.',
            'This square has the colour of its neighbours instead of the opposite one.',
          ],
        };
      },
    },
    'floating-head': {
      tag: 'structure',
      apply(chess, random) {
        const covered = new Set(chess.pieces.map(({ column, row }) => column + row * 8));
        const clear = chess.pieces.filter(({ column, row }) => row > 0 && !covered.has(column + row * 8 - 8));
        const piece = random.pick(clear);
        const before = bounds(drawPiece(chess, piece).head);
        piece.split = 0.36;
        return {
          box: bounds(drawPiece(chess, piece).head),
          vacated: [before],
          phrases: [
            `The upper part of this ${piece.white ? 'white' : 'black'} ${piece.kind} hovers above its base.`,
            'The piece is cut in two, with empty board between head and foot.',
            `The head of the ${piece.kind} is not attached to the rest of it.`,
          ],
        };
      },
    },
    'square-outside': {
      tag: 'structure',
      apply(chess, random) {
        const { width, height } = chess.frame;
        const across = width >= height;
        const along = random.int(2, 5);
        const before = random.chance(0.5);
        chess.outside = across
          ? { column: before ? -1 : 8, row: along }
          : { column: along, row: before ? -1 : 8 };
        const box = bounds(drawSquare(chess, chess.outside.column, chess.outside.row, false));
        return {
          box,
          phrases: [
            'An additional square lies outside the board, on top of its frame.',
            'The board has a ninth square in this line, sticking out over the edge.',
            'This square does not belong to the eight by eight of the board.',
          ],
        };
      },
    },
  },
  sound: [
    'Light and dark squares alternate over the whole eight by eight board.',
    'Every piece stands whole and within a square.',
    'The frame encloses the board evenly on all sides.',
  ],
});
