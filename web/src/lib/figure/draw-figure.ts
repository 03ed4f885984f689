import type { Whisker } from '../plot/interval.ts';
import { anchorOf, labelledFrom, type Tick } from '../plot/tick-labels.ts';
import { wrapText } from './wrap-text.ts';

/** One line of a figure; places are in percent of its axis. */
export interface FigureRow {
  /** Before the name, such as a rank; none in a figure whose rows have none. */
  mark: string | null;
  name: string;
  value: string;
  /** Under the value. */
  detail: string;
  dot: number | null;
  /** The thin line. */
  outer: Whisker | null;
  /** The thick bar. */
  inner: Whisker | null;
}

/** What a figure for a paper shows: rows over one axis, with what is said of them. */
export interface Figure {
  title: string;
  /** Paragraphs under the title. */
  lead: string[];
  groups: { heading: string | null; rows: FigureRow[] }[];
  axis: { ticks: Tick[]; title: string };
  /** Drawn stronger than the ticks. */
  centre: number;
  /** A shaded band, from and to. */
  band: [number, number] | null;
  /** Paragraphs under the axis. */
  notes: string[];
}

/** Widths and places, in CSS pixels. */
const width = 800;
const margin = 20;
const column = { mark: margin, name: 66, track: 276, value: 592 };
export const track = { left: column.track, width: 296 };
const size = { title: 15, name: 12, detail: 10.5, note: 10 };
const gap = { line: 1.35, row: 12, part: 14 };
const fonts = 'DejaVu Sans, Verdana, Helvetica, Arial, sans-serif';

/** XML knows no control characters, whatever their spelling, and no half of a surrogate pair. */
const escapeXml = (text: string): string =>
  text
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu, '\u{FFFD}')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

type Attributes = Record<string, string | number>;
const round = (value: number) => Math.round(value * 100) / 100;

function element(name: string, attributes: Attributes, content: readonly string[] | string = []): string {
  const written = Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? round(value) : escapeXml(value)}"`)
    .join('');
  const inside = typeof content === 'string' ? escapeXml(content) : content.join('');
  return inside === '' ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>`;
}

const across = (percent: number) => track.left + (percent / 100) * track.width;
const vertical = (x: number, from: number, to: number, attributes: Attributes) =>
  element('line', { x1: x, x2: x, y1: from, y2: to, ...attributes });

/** Lines of text one under the other, and where the next thing may stand. */
function paragraph(
  text: string,
  at: { x: number; y: number },
  { fontSize, room, bold = false }: { fontSize: number; room: number; bold?: boolean },
): { drawn: string[]; y: number } {
  const lines = wrapText(text, room / fontSize, bold);
  const step = fontSize * gap.line;
  const look = { x: at.x, 'font-size': fontSize, ...(bold && { 'font-weight': 'bold' }) };
  return {
    drawn: lines.map((line, index) =>
      element('text', { ...look, y: at.y + step * (index + 0.5) + fontSize * 0.35 }, line),
    ),
    y: at.y + step * lines.length,
  };
}

/** A whisker's ends: a bar where it ends, an arrow where it goes on. */
function endOf(x: number, y: number, direction: 'left' | 'right', open: boolean): string {
  const toward = direction === 'left' ? 1 : -1;
  const d = open
    ? `M${round(x + 8 * toward)} ${round(y - 5)}L${round(x + toward)} ${round(y)}L${round(x + 8 * toward)} ${round(y + 5)}`
    : `M${round(x)} ${round(y - 5)}V${round(y + 5)}`;
  return element('path', { d, fill: 'none', stroke: '#000', 'stroke-width': 1.5 });
}

function marks({ dot, outer, inner }: FigureRow, y: number): string[] {
  return [
    ...(inner
      ? [
          element('rect', {
            class: 'inner',
            x: across(inner.start),
            y: y - 3,
            width: across(inner.end) - across(inner.start),
            height: 6,
            fill: '#aaa',
          }),
        ]
      : []),
    ...(outer
      ? [
          element('line', {
            class: 'outer',
            x1: across(outer.start),
            x2: across(outer.end),
            y1: y,
            y2: y,
            stroke: '#000',
            'stroke-width': 1.5,
          }),
          endOf(across(outer.start), y, 'left', outer.openLeft),
          endOf(across(outer.end), y, 'right', outer.openRight),
        ]
      : []),
    ...(dot === null
      ? []
      : [element('circle', { cx: across(dot), cy: y, r: 5, stroke: '#fff', 'stroke-width': 1.5 })]),
  ];
}

function drawRow(row: FigureRow, top: number, { axis, centre, band }: Figure): { drawn: string; y: number } {
  const left = row.mark === null ? margin : column.name;
  const name = paragraph(
    row.name,
    { x: left, y: top + gap.row / 2 },
    { fontSize: size.name, room: column.track - left - 16, bold: true },
  );
  const bottom = Math.max(name.y + gap.row / 2, top + 38);
  const middle = (top + bottom) / 2;
  // A name of one line stands in the middle of its row.
  const shift = (bottom - top - gap.row - (name.y - top - gap.row / 2)) / 2;
  const parts = [
    element('title', {}, `${row.name}: ${row.value}, ${row.detail}`),
    element('line', { x1: margin, x2: width - margin, y1: top, y2: top, stroke: '#ccc' }),
    ...(band
      ? [
          element('rect', {
            class: 'band',
            x: across(band[0]),
            y: top,
            width: across(band[1]) - across(band[0]),
            height: bottom - top,
            fill: '#e8e8e8',
          }),
        ]
      : []),
    ...axis.ticks.map(({ at }) => vertical(across(at), top, bottom, { stroke: '#ccc' })),
    vertical(across(centre), top, bottom, { stroke: '#555', 'stroke-dasharray': '3 3' }),
    ...(row.mark === null
      ? []
      : [
          element('text', { x: column.mark, y: middle + size.name * 0.35, 'font-size': size.name }, row.mark),
        ]),
    element('g', { transform: `translate(0 ${round(shift)})` }, name.drawn),
    ...marks(row, middle),
    element(
      'text',
      { x: column.value, y: middle - 4, 'font-size': size.name, 'font-weight': 'bold' },
      row.value,
    ),
    element('text', { x: column.value, y: middle + 11, 'font-size': size.detail }, row.detail),
  ];
  return { drawn: element('g', { class: 'row' }, parts), y: bottom };
}

function drawAxis({ ticks, title }: Figure['axis'], top: number): { drawn: string[]; y: number } {
  const from = labelledFrom(ticks);
  const labels = ticks.filter((_, index) => (from[index] ?? Infinity) <= track.width);
  const label = { 'font-size': size.detail, class: 'tick' };
  return {
    drawn: [
      element('line', { x1: track.left, x2: track.left + track.width, y1: top, y2: top, stroke: '#000' }),
      ...ticks.map(({ at }) => vertical(across(at), top, top + 4, { stroke: '#000' })),
      ...labels.map((tick) =>
        element(
          'text',
          { ...label, x: across(tick.at), y: top + 16, 'text-anchor': anchorOf(tick) },
          tick.text,
        ),
      ),
      element(
        'text',
        { x: across(50), y: top + 32, 'font-size': size.detail, 'text-anchor': 'middle' },
        title,
      ),
    ],
    y: top + 40,
  };
}

/**
 * A figure as an SVG document for print: black on white, self-contained, the same text for the same content. Widths are
 * 800 CSS pixels; the height follows from the rows.
 */
export function drawFigure(figure: Figure): string {
  const drawn: string[] = [];
  let y = margin;
  const room = width - 2 * margin;
  const write = (text: string, fontSize: number, bold = false) => {
    const written = paragraph(text, { x: margin, y }, { fontSize, room, bold });
    drawn.push(...written.drawn);
    y = written.y;
  };
  write(figure.title, size.title, true);
  for (const text of figure.lead) write(text, size.name);
  y += gap.part;
  for (const { heading, rows } of figure.groups) {
    if (heading !== null) {
      write(heading, size.name, true);
      y += gap.row / 2;
    }
    for (const row of rows) {
      const made = drawRow(row, y, figure);
      drawn.push(made.drawn);
      y = made.y;
    }
    y += heading === null ? 0 : gap.part;
  }
  const axis = drawAxis(figure.axis, y);
  drawn.push(...axis.drawn);
  y = axis.y + gap.part;
  for (const text of figure.notes) {
    write(text, size.note);
    y += 3;
  }
  const height = Math.ceil(y + margin);
  return `${element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'font-family': fonts,
      fill: '#000',
    },
    [element('title', {}, figure.title), element('rect', { width, height, fill: '#fff' }), ...drawn],
  )}\n`;
}
