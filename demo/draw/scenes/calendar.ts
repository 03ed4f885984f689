import { wall, wallPictures } from '../backdrop.ts';
import { hills } from '../clutter.ts';
import { inventedLetters, letter, numeral } from '../lettering.ts';
import { darker, lighter, linear } from '../paint.ts';
import { exteriors, interiors } from '../palette.ts';
import { defineScene } from '../scene.ts';
import { bounds, circle, group, line, path, place, rect, type Shape } from '../svg.ts';

interface Day {
  date: number;
  /** Its place in the grid, counted by rows of seven. */
  cell: number;
  /** What is written there: a number, or a sign that is none. */
  shown: number | string | null;
}

interface Calendar {
  backdrop: Shape[];
  left: number;
  top: number;
  width: number;
  height: number;
  paper: string;
  ink: string;
  accent: string;
  picture: Shape[];
  days: Day[];
}

const grid = ({ left, top, width, height }: Calendar, cell: number) => {
  const step = (width * 0.9) / 7;
  const rowHeight = (height * 0.5) / 6;
  return {
    x: left + width * 0.05 + ((cell % 7) + 0.5) * step,
    y: top + height * 0.475 + (Math.floor(cell / 7) + 0.5) * rowHeight,
    size: Math.min(step, rowHeight) * 0.5,
  };
};

function drawDay(calendar: Calendar, cell: number, shown: number | string): Shape {
  const { x, y, size } = grid(calendar, cell);
  const colour = cell % 7 === 6 ? calendar.accent : calendar.ink;
  return place(typeof shown === 'number' ? numeral(shown, size, colour) : letter(shown, size, colour, 0.14), {
    x,
    y,
  });
}

/** Days in the middle of the month, still as they should be; the two that others are mistaken for stay. */
const plainDays = ({ days }: Calendar) =>
  days.filter(({ date, shown }) => shown === date && date > 9 && date < 28 && date !== 14 && date !== 22);

export const calendar = defineScene<Calendar>({
  name: 'calendar',
  frames: ['portrait', 'square', 'landscape'],
  compose(random, frame) {
    const [inside, outside] = [random.pick(interiors), random.pick(exteriors)];
    const height = frame.height * 0.88;
    const width = Math.min(height * 0.82, frame.width * 0.86);
    const [left, top] = [(frame.width - width) / 2, frame.height * 0.07];
    const first = random.int(0, 5);
    const [px, py, pw, ph] = [left + width * 0.05, top + height * 0.04, width * 0.9, height * 0.34];
    const landscape = { width: pw, height: ph };
    const far = place(hills(ph * 0.62, ph * 0.3, landscape.width - 80, ph, outside.far, random), {
      x: px + 40,
      y: py,
    });
    const near = place(hills(ph * 0.86, ph * 0.2, landscape.width - 80, ph, outside.near, random), {
      x: px + 40,
      y: py,
    });
    return {
      backdrop: [...wall(frame, inside, random), ...wallPictures(frame, inside, width / 2 + 12, random)],
      left,
      top,
      width,
      height,
      paper: inside.paper,
      ink: inside.ink,
      accent: '#b5393f',
      picture: [
        rect(px, py, pw, ph, { fill: linear([outside.skyTop, outside.skyLow]) }),
        circle(px + pw * random.between(0.2, 0.8), py + ph * 0.26, ph * 0.1, { fill: outside.sun }),
        far,
        near,
        rect(px, py, pw, ph, { stroke: darker(inside.paper, 0.25), width: 2 }),
      ],
      days: Array.from({ length: 31 }, (_, index) => ({
        date: index + 1,
        cell: first + index,
        shown: index + 1,
      })),
    };
  },
  draw(calendar) {
    const { left, top, width, height, paper, ink, accent, days } = calendar;
    const weekdays = [...'MTWTFSS'].map((name, cell) => {
      const { x, size } = grid(calendar, cell);
      return place(letter(name, size * 0.8, cell === 6 ? accent : darker(paper, 0.6), 0.18), {
        x,
        y: top + height * 0.435,
      });
    });
    const rings = Array.from({ length: 9 }, (_, index) => {
      const x = left + width * (0.1 + index * 0.1);
      return path(`M${x - 3} ${top + 8}C${x - 8} ${top - 12} ${x + 8} ${top - 12} ${x + 3} ${top + 8}`, {
        stroke: '#6f747a',
        width: 3,
      });
    });
    const rules = Array.from({ length: 5 }, (_, index) => {
      const y = top + height * (0.475 + ((index + 1) * 0.5) / 6);
      return line(
        [
          [left + width * 0.05, y],
          [left + width * 0.95, y],
        ],
        { stroke: darker(paper, 0.14), width: 1.2 },
      );
    });
    return [
      ...calendar.backdrop,
      rect(left + 8, top + 10, width, height, { fill: '#120c1e', opacity: 0.26 }, 4),
      rect(
        left,
        top,
        width,
        height,
        { fill: linear([lighter(paper, 0.4), paper, darker(paper, 0.06)], 70) },
        4,
      ),
      ...calendar.picture,
      rect(
        left + width * 0.05,
        top + height * 0.4,
        width * 0.9,
        height * 0.065,
        { fill: darker(paper, 0.1) },
        3,
      ),
      ...weekdays,
      ...rules,
      group(days.flatMap(({ cell, shown }) => (shown === null ? [] : [drawDay(calendar, cell, shown)]))),
      ...rings,
      line(
        [
          [left + width * 0.04, top + height * 0.475],
          [left + width * 0.96, top + height * 0.475],
        ],
        { stroke: ink, width: 1.4, opacity: 0.5 },
      ),
    ];
  },
  defects: {
    'repeated-day': {
      tag: 'text',
      apply(calendar, random) {
        const day = random.pick(plainDays(calendar));
        const right = day.date;
        const wrong = random.pick([14, 22]);
        const before = drawDay(calendar, day.cell, right);
        day.shown = wrong;
        return {
          box: bounds(before, drawDay(calendar, day.cell, wrong)),
          phrases: [
            `The calendar says ${wrong} where ${right} belongs.`,
            `After ${right - 1} comes ${wrong}; the day ${wrong} stands twice on the page.`,
            `The numbers are out of order here: a second ${wrong} takes the place of ${right}.`,
          ],
        };
      },
    },
    'missing-day': {
      tag: 'count',
      apply(calendar, random) {
        const day = random.pick(plainDays(calendar));
        const right = day.date;
        const box = bounds(drawDay(calendar, day.cell, right));
        day.shown = null;
        return {
          box,
          phrases: [
            `The ${right} is missing from the month.`,
            `There is an empty cell between ${right - 1} and ${right + 1}.`,
            `One day, the ${right}, has been left out.`,
          ],
        };
      },
    },
    'extra-days': {
      tag: 'count',
      apply(calendar) {
        const last = calendar.days.at(-1);
        if (!last) throw new RangeError('a month has days');
        const restOfWeek = 7 - ((last.cell + 1) % 7);
        const number = calendar.days.length;
        const extra = Array.from({ length: Math.min(restOfWeek, 3) }, (_, index) => ({
          date: number + 1 + index,
          cell: last.cell + 1 + index,
          shown: number + 1 + index,
        }));
        calendar.days.push(...extra);
        const end = number + extra.length;
        return {
          box: bounds(...extra.map(({ cell, shown }) => drawDay(calendar, cell, shown))),
          phrases: [
            `The month goes on to day ${end}.`,
            `No month has ${end} days; the last ones on this page do not exist.`,
            `After ${number} the calendar keeps counting to ${end}.`,
          ],
        };
      },
    },
    'invented-digits': {
      tag: 'text',
      apply(calendar, random) {
        const day = random.pick(plainDays(calendar));
        const before = drawDay(calendar, day.cell, day.date);
        const sign = random.pick(inventedLetters);
        day.shown = sign;
        return {
          box: bounds(before, drawDay(calendar, day.cell, sign)),
          phrases: [
            'One of the dates is not a number but a meaningless sign.',
            'Where a date should be there is a squiggle that is no digit.',
            'This cell holds an invented character instead of a number.',
          ],
        };
      },
    },
  },
  sound: [
    'The days follow one another without a gap under seven weekdays.',
    'Every date is a proper number, and the month ends where it should.',
    'The grid is even and the page hangs straight from its rings.',
  ],
});
