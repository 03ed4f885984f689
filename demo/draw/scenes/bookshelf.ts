import { wall } from '../backdrop.ts';
import { darker, lighter, linear } from '../paint.ts';
import { interiors } from '../palette.ts';
import type { Random } from '../random.ts';
import { defineScene } from '../scene.ts';
import { bounds, group, place, rect, type Shape } from '../svg.ts';
import { pottedPlant } from '../clutter.ts';

interface Book {
  /** Left edge, thickness and height; it stands on the shelf of its row. */
  x: number;
  width: number;
  height: number;
  colour: string;
  bands: number;
  row: number;
  lift: number;
}

interface Bookshelf {
  backdrop: Shape[];
  left: number;
  top: number;
  width: number;
  rowHeight: number;
  rows: number;
  wood: string;
  books: Book[];
  ornaments: Shape[];
  /** A piece of a board that is not there. */
  gap: { row: number; from: number; to: number } | null;
}

const board = 13;

const floorOf = (shelf: Bookshelf, row: number) => shelf.top + (row + 1) * shelf.rowHeight;

function drawBook(shelf: Bookshelf, { x, width, height, colour, bands, row, lift }: Book): Shape {
  const marks = Array.from({ length: bands }, (_, index) =>
    rect(1, -height + 8 + index * 7, width - 2, 2.6, { fill: '#f3dfae', opacity: 0.8 }),
  );
  return place(
    group([
      rect(
        0,
        -height,
        width,
        height,
        { fill: linear([darker(colour, 0.2), lighter(colour, 0.12), darker(colour, 0.3)], 0) },
        2,
      ),
      ...marks,
      rect(width * 0.28, -height * 0.46, width * 0.44, height * 0.24, { fill: '#f3dfae', opacity: 0.55 }),
    ]),
    { x, y: floorOf(shelf, row) - lift },
  );
}

const boardPiece = (shelf: Bookshelf, row: number, from: number, to: number): Shape =>
  rect(shelf.left + from * shelf.width, floorOf(shelf, row), (to - from) * shelf.width, board, {
    fill: linear([lighter(shelf.wood, 0.28), shelf.wood, darker(shelf.wood, 0.25)]),
  });

function fillRow(
  left: number,
  width: number,
  row: number,
  height: number,
  colours: string[],
  random: Random,
): Book[] {
  const books: Book[] = [];
  let x = left + 6;
  const end = left + width * random.between(0.72, 0.96);
  while (x < end - 34) {
    const thickness = random.between(15, 31);
    books.push({
      x,
      width: thickness,
      height: height * random.between(0.56, 0.8),
      colour: random.pick(colours),
      bands: random.int(0, 3),
      row,
      lift: 0,
    });
    x += thickness + (random.chance(0.08) ? 14 : 0.6);
  }
  return books;
}

/** A book with neighbours on both sides, away from the ends. */
function middleBook(shelf: Bookshelf, row: number, random: Random): Book {
  const inRow = shelf.books.filter((book) => book.row === row).slice(1, -1);
  return random.pick(inRow.filter((book) => book.lift === 0));
}

export const bookshelf = defineScene<Bookshelf>({
  name: 'bookshelf',
  frames: ['landscape', 'portrait', 'square'],
  compose(random, frame) {
    const palette = random.pick(interiors);
    const rows = frame.height > frame.width ? 4 : 3;
    const width = Math.min(frame.width * 0.86, 540);
    const left = (frame.width - width) / 2;
    const top = frame.height * 0.05;
    const rowHeight = (frame.height * 0.9) / rows;
    const colours = [
      ...palette.accents,
      palette.cloth,
      darker(palette.cloth, 0.3),
      lighter(palette.wall, 0.2),
    ];
    const books = Array.from({ length: rows }, (_, row) =>
      fillRow(left, width, row, rowHeight - board, colours, random),
    ).flat();
    const ornaments = Array.from({ length: rows }, (_, row): Shape[] => {
      const end = Math.max(...books.filter((book) => book.row === row).map((book) => book.x + book.width));
      const room = left + width - end;
      if (room < 46) return [];
      return [
        pottedPlant(
          end + room / 2,
          top + (row + 1) * rowHeight,
          Math.min(rowHeight * 0.62, room * 1.2),
          palette.cloth,
          '#5d8a56',
          random,
        ),
      ];
    }).flat();
    return {
      backdrop: wall(frame, palette, random),
      left,
      top,
      width,
      rowHeight,
      rows,
      wood: palette.wood,
      books,
      ornaments,
      gap: null,
    };
  },
  draw(shelf) {
    const { left, top, width, rowHeight, rows, wood, gap } = shelf;
    const height = rows * rowHeight + board;
    const rowsIndex = Array.from({ length: rows }, (_, row) => row);
    return [
      ...shelf.backdrop,
      rect(left - 16, top - 12, width + 40, height + 16, { fill: '#120c1e', opacity: 0.25 }, 3),
      rect(left - 12, top - 12, width + 24, height + 12, {
        fill: linear([darker(wood, 0.5), darker(wood, 0.62)]),
      }),
      ...rowsIndex.map((row) =>
        rect(left, top + row * rowHeight, width, rowHeight * 0.4, {
          fill: linear([
            [0, '#0b0714', 0.5],
            [1, '#0b0714', 0],
          ]),
        }),
      ),
      ...rowsIndex.flatMap((row) =>
        gap?.row === row
          ? [boardPiece(shelf, row, 0, gap.from), boardPiece(shelf, row, gap.to, 1)]
          : [boardPiece(shelf, row, 0, 1)],
      ),
      ...shelf.books.map((book) => drawBook(shelf, book)),
      ...shelf.ornaments,
      rect(left - 14, top - 14, width + 28, 16, { fill: linear([lighter(wood, 0.3), wood]) }, 2),
      rect(left - 14, top, 14, height, { fill: linear([lighter(wood, 0.2), darker(wood, 0.1)], 0) }),
      rect(left + width, top, 14, height, { fill: linear([lighter(wood, 0.2), darker(wood, 0.1)], 0) }),
    ];
  },
  defects: {
    'floating-book': {
      tag: 'support',
      apply(shelf, random) {
        const book = middleBook(shelf, random.int(0, shelf.rows - 1), random);
        book.height = shelf.rowHeight * 0.5;
        const before = bounds(drawBook(shelf, { ...book, height: shelf.rowHeight * 0.8 }));
        book.lift = shelf.rowHeight * 0.3;
        return {
          box: bounds(drawBook(shelf, book)),
          vacated: [before],
          phrases: [
            'A book hovers above the shelf with nothing under it.',
            'This book does not stand on the board; there is a dark gap below it.',
            'One volume floats between its neighbours, well above the shelf.',
          ],
        };
      },
    },
    'book-through-board': {
      tag: 'structure',
      apply(shelf, random) {
        const book = middleBook(shelf, random.int(0, shelf.rows - 2), random);
        book.lift = -shelf.rowHeight * 0.4;
        book.width = 30;
        book.height = shelf.rowHeight * 0.95;
        shelf.books = [...shelf.books.filter((other) => other !== book), book];
        return {
          box: bounds(drawBook(shelf, book)),
          phrases: [
            'A book passes right through the shelf board into the row below.',
            'The board does not stop this book: it stands in two rows at once.',
            'This tall book cuts through solid wood.',
          ],
        };
      },
    },
    'missing-board': {
      tag: 'structure',
      apply(shelf, random) {
        const row = random.int(0, shelf.rows - 2);
        const from = random.between(0.2, 0.4);
        shelf.gap = { row, from, to: from + 0.28 };
        return {
          box: bounds(boardPiece(shelf, row, from, from + 0.28)),
          phrases: [
            'A piece of the shelf board is missing, and the books above it stand on nothing.',
            'The board is interrupted here although books rest on it.',
            'There is a hole in the shelf under these books.',
          ],
        };
      },
    },
  },
  sound: [
    'Every book stands on its board, and all boards run from side to side.',
    'The spines are upright and none passes through the wood.',
    'The rows are evenly spaced and the case is closed on all sides.',
  ],
});
