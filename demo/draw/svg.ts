import type { Box } from '@fakexplain/explanation';
import type { Paint } from './paint.ts';

export type Point = [x: number, y: number];

/** Drawn SVG together with the geometry it covers, so that its box is known exactly. */
export interface Shape {
  svg: string;
  /** Worked out only where a box is asked for. */
  outline: () => Outline[];
}

/** Points of a flattened path, and how far its stroke reaches beyond them. */
interface Outline {
  points: Point[];
  reach: number;
}

export interface Style {
  fill?: Paint;
  stroke?: string;
  width?: number;
  opacity?: number;
  cap?: 'round' | 'butt';
}

const rounded = (value: number) => String(Math.round(value * 100) / 100);

function attributes(style: Style): { definitions: string; text: string } {
  const parts: string[] = [];
  let definitions = '';
  if (style.fill === undefined) parts.push('fill="none"');
  else if (typeof style.fill === 'string') parts.push(`fill="${style.fill}"`);
  else {
    definitions = style.fill.definition;
    parts.push(`fill="url(#${style.fill.id})"`);
  }
  if (style.stroke !== undefined) {
    parts.push(
      `stroke="${style.stroke}" stroke-width="${rounded(style.width ?? 1)}" stroke-linejoin="round"`,
    );
    if (style.cap !== 'butt') parts.push('stroke-linecap="round"');
  }
  if (style.opacity !== undefined) parts.push(`opacity="${rounded(style.opacity)}"`);
  return { definitions, text: parts.join(' ') };
}

const steps = 12;

/** Points along a Bézier curve of any order (de Casteljau). */
function alongCurve(control: Point[]): Point[] {
  return Array.from({ length: steps }, (_, index) => {
    const t = (index + 1) / steps;
    let points = control;
    while (points.length > 1) {
      points = points.slice(1).map(([x, y], i): Point => {
        const [px, py] = points[i] ?? [x, y];
        return [px + (x - px) * t, py + (y - py) * t];
      });
    }
    return points[0] ?? [0, 0];
  });
}

const argument = /-?[\d.]+(?:e-?\d+)?/g;

/** The path's points, curves flattened. */
function flatten(data: string): Point[] {
  const points: Point[] = [];
  for (const [, command = '', rest = ''] of data.matchAll(/([MLQCZ])([^MLQCZ]*)/g)) {
    const numbers = (rest.match(argument) ?? []).map(Number);
    const stops = Array.from({ length: numbers.length / 2 }, (_, index): Point => [
      numbers[index * 2] ?? 0,
      numbers[index * 2 + 1] ?? 0,
    ]);
    const arity = command === 'Q' ? 2 : command === 'C' ? 3 : 1;
    for (let index = 0; index < stops.length; index += arity) {
      const start = points.at(-1);
      const control = stops.slice(index, index + arity);
      if (arity === 1 || !start) points.push(...control);
      else points.push(...alongCurve([start, ...control]));
    }
  }
  return points;
}

/** An SVG path of absolute M, L, Q, C and Z. */
export function path(data: string, style: Style): Shape {
  const { definitions, text } = attributes(style);
  const written = data.replaceAll(argument, (number) => rounded(Number(number)));
  return {
    svg: `${definitions}<path d="${written}" ${text}/>`,
    outline: () => [
      { points: flatten(data), reach: style.stroke === undefined ? 0 : (style.width ?? 1) / 2 },
    ],
  };
}

export function polygon(points: Point[], style: Style): Shape {
  return path(`M${points.map((point) => point.join(' ')).join('L')}Z`, style);
}

export function line(points: Point[], style: Style): Shape {
  return path(`M${points.map((point) => point.join(' ')).join('L')}`, style);
}

export function rect(x: number, y: number, width: number, height: number, style: Style, corner = 0): Shape {
  if (corner === 0) {
    return polygon(
      [
        [x, y],
        [x + width, y],
        [x + width, y + height],
        [x, y + height],
      ],
      style,
    );
  }
  const r = Math.min(corner, width / 2, height / 2);
  const [right, bottom] = [x + width, y + height];
  return path(
    `M${x + r} ${y}L${right - r} ${y}Q${right} ${y} ${right} ${y + r}L${right} ${bottom - r}` +
      `Q${right} ${bottom} ${right - r} ${bottom}L${x + r} ${bottom}Q${x} ${bottom} ${x} ${bottom - r}` +
      `L${x} ${y + r}Q${x} ${y} ${x + r} ${y}Z`,
    style,
  );
}

export function ellipse(x: number, y: number, rx: number, ry: number, style: Style): Shape {
  const [kx, ky] = [rx * 0.5523, ry * 0.5523];
  return path(
    `M${x - rx} ${y}C${x - rx} ${y - ky} ${x - kx} ${y - ry} ${x} ${y - ry}` +
      `C${x + kx} ${y - ry} ${x + rx} ${y - ky} ${x + rx} ${y}` +
      `C${x + rx} ${y + ky} ${x + kx} ${y + ry} ${x} ${y + ry}` +
      `C${x - kx} ${y + ry} ${x - rx} ${y + ky} ${x - rx} ${y}Z`,
    style,
  );
}

export const circle = (x: number, y: number, r: number, style: Style): Shape => ellipse(x, y, r, r, style);

/** A smooth curve through all points (Catmull–Rom), open or closed. */
export function smooth(points: Point[], style: Style, closed = false): Shape {
  const count = points.length;
  const at = (index: number): Point => {
    const wrapped = closed ? (index + count) % count : Math.min(Math.max(index, 0), count - 1);
    return points[wrapped] ?? [0, 0];
  };
  let data = `M${at(0).join(' ')}`;
  for (let index = 0; index < (closed ? count : count - 1); index++) {
    const [p0, p1, p2, p3] = [at(index - 1), at(index), at(index + 1), at(index + 2)];
    const [c1x, c1y] = [p1[0] + (p2[0] - p0[0]) / 6, p1[1] + (p2[1] - p0[1]) / 6];
    const [c2x, c2y] = [p2[0] - (p3[0] - p1[0]) / 6, p2[1] - (p3[1] - p1[1]) / 6];
    data += `C${c1x} ${c1y} ${c2x} ${c2y} ${p2[0]} ${p2[1]}`;
  }
  return path(closed ? `${data}Z` : data, style);
}

export function group(shapes: Shape[], opacity?: number): Shape {
  const attribute = opacity === undefined ? '' : ` opacity="${rounded(opacity)}"`;
  return {
    svg: `<g${attribute}>${shapes.map((shape) => shape.svg).join('')}</g>`,
    outline: () => shapes.flatMap((shape) => shape.outline()),
  };
}

export interface Placement {
  x?: number;
  y?: number;
  /** Degrees clockwise about the shape's own origin. */
  turn?: number;
  scale?: number;
  /** Horizontal scale where it differs: −1 mirrors. */
  scaleX?: number;
}

/** Scales, then turns, then moves a shape drawn about its own origin. */
export function place(shape: Shape, { x = 0, y = 0, turn = 0, scale = 1, scaleX = scale }: Placement): Shape {
  const radians = (turn * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const matrix = [cos * scaleX, sin * scaleX, -sin * scale, cos * scale].map((value) => value.toFixed(5));
  return {
    svg: `<g transform="matrix(${matrix.join(' ')} ${rounded(x)} ${rounded(y)})">${shape.svg}</g>`,
    outline: () =>
      shape.outline().map(({ points, reach }) => ({
        points: points.map(([px, py]): Point => [
          px * scaleX * cos - py * scale * sin + x,
          px * scaleX * sin + py * scale * cos + y,
        ]),
        reach: reach * Math.max(scale, Math.abs(scaleX)),
      })),
  };
}

/** The smallest box around what the shapes cover. */
export function bounds(...shapes: Shape[]): Box {
  let [x1, y1, x2, y2] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { points, reach } of shapes.flatMap((shape) => shape.outline())) {
    for (const [x, y] of points) {
      x1 = Math.min(x1, x - reach);
      y1 = Math.min(y1, y - reach);
      x2 = Math.max(x2, x + reach);
      y2 = Math.max(y2, y + reach);
    }
  }
  return [x1, y1, x2, y2];
}
