import { hash } from './random.ts';

/** `#rrggbb`, or a gradient. */
export type Paint = string | Gradient;

export interface Gradient {
  id: string;
  definition: string;
}

/** A colour at a place of a gradient, 0–1, with its opacity. */
export type Stop = [offset: number, colour: string, opacity?: number];

function gradient(element: string, geometry: string, stops: Stop[]): Gradient {
  const inner = stops
    .map(([offset, colour, opacity = 1]) => {
      const transparency = opacity === 1 ? '' : ` stop-opacity="${opacity}"`;
      return `<stop offset="${offset}" stop-color="${colour}"${transparency}/>`;
    })
    .join('');
  const id = `g${hash(element + geometry + inner).toString(36)}`;
  return { id, definition: `<${element} id="${id}" ${geometry}>${inner}</${element}>` };
}

/** Down the shape (90°), or along another direction in degrees, 0 being to the right. */
export function linear(colours: string[] | Stop[], degrees = 90): Gradient {
  const radians = (degrees * Math.PI) / 180;
  const [dx, dy] = [Math.cos(radians) / 2, Math.sin(radians) / 2];
  const geometry = [
    ['x1', 0.5 - dx],
    ['y1', 0.5 - dy],
    ['x2', 0.5 + dx],
    ['y2', 0.5 + dy],
  ]
    .map(([name, value]) => `${name}="${Number(value).toFixed(3)}"`)
    .join(' ');
  return gradient('linearGradient', geometry, spread(colours));
}

/** From a place inside the shape (fractions of its box) outwards. */
export function radial(colours: string[] | Stop[], x = 0.5, y = 0.5, radius = 0.6): Gradient {
  return gradient('radialGradient', `cx="${x}" cy="${y}" r="${radius}"`, spread(colours));
}

function spread(colours: string[] | Stop[]): Stop[] {
  return colours.map((colour, index): Stop =>
    typeof colour === 'string' ? [index / Math.max(1, colours.length - 1), colour] : colour,
  );
}

function channels(colour: string): [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

/** `share` of `b` in `a`. */
export function mix(a: string, b: string, share: number): string {
  const [from, to] = [channels(a), channels(b)];
  const mixed = from.map((value, index) => Math.round(value + ((to[index] ?? value) - value) * share));
  return `#${mixed.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

export const lighter = (colour: string, share = 0.25): string => mix(colour, '#ffffff', share);
export const darker = (colour: string, share = 0.25): string => mix(colour, '#14101c', share);
