import { group, path, type Shape, type Style } from './svg.ts';

/** Strokes on a grid 4 wide and 6 high, baseline at 6. */
const strokes: Record<string, string> = {
  A: 'M0 6L2 0L4 6M0.8 4L3.2 4',
  B: 'M0 3L2.2 3C4.4 3 4.4 6 2.2 6L0 6L0 0L2 0C4 0 4 3 2 3',
  C: 'M4 1C3.2 0 0 -0.8 0 3C0 6.8 3.2 6 4 5',
  D: 'M0 0L1.6 0C4.8 0 4.8 6 1.6 6L0 6L0 0',
  E: 'M3.6 0L0 0L0 6L3.6 6M0 3L3 3',
  F: 'M3.6 0L0 0L0 6M0 3L3 3',
  G: 'M4 1C3.2 0 0 -0.8 0 3C0 6.8 4 6.4 4 4.4L4 3.4L2.4 3.4',
  H: 'M0 0L0 6M4 0L4 6M0 3L4 3',
  I: 'M2 0L2 6M1 0L3 0M1 6L3 6',
  K: 'M0 0L0 6M4 0L0 3.6M1.4 2.4L4 6',
  L: 'M0 0L0 6L3.6 6',
  M: 'M0 6L0 0L2 3.4L4 0L4 6',
  N: 'M0 6L0 0L4 6L4 0',
  O: 'M2 0C-0.7 0 -0.7 6 2 6C4.7 6 4.7 0 2 0',
  P: 'M0 6L0 0L2 0C4.4 0 4.4 3.4 2 3.4L0 3.4',
  R: 'M0 6L0 0L2 0C4.4 0 4.4 3.2 2 3.2L0 3.2M2 3.2L4 6',
  S: 'M3.8 0.9C2.8 -0.4 0.2 -0.2 0.2 1.5C0.2 3.4 3.9 2.6 3.9 4.5C3.9 6.4 1 6.4 0 5',
  T: 'M0 0L4 0M2 0L2 6',
  U: 'M0 0L0 4C0 6.7 4 6.7 4 4L4 0',
  V: 'M0 0L2 6L4 0',
  W: 'M0 0L1 6L2 2.4L3 6L4 0',
  X: 'M0 0L4 6M4 0L0 6',
  Y: 'M0 0L2 3L4 0M2 3L2 6',
  Z: 'M0 0L4 0L0 6L4 6',
  '0': 'M2 0C-0.5 0 -0.5 6 2 6C4.5 6 4.5 0 2 0',
  '1': 'M0.8 1.2L2.2 0L2.2 6',
  '2': 'M0.3 1.4C0.6 -0.5 3.8 -0.5 3.7 1.6C3.6 3 1.2 4.2 0.2 6L3.8 6',
  '3': 'M0.4 0.9C1.2 -0.4 3.7 -0.2 3.6 1.5C3.6 2.6 2.6 2.9 1.6 2.9C2.8 2.9 3.9 3.3 3.9 4.4C3.8 6.4 1 6.4 0.2 5',
  '4': 'M3 6L3 0L0 4.3L4 4.3',
  '5': 'M3.6 0L0.7 0L0.4 2.7C1.4 2 3.9 2 3.9 4.1C3.9 6.4 1.2 6.5 0.2 5.2',
  '6': 'M3.4 0.6C2 -0.6 0.1 1 0.1 4C0.1 6.6 3.9 6.7 3.9 4.2C3.9 2 0.9 2 0.2 3.9',
  '7': 'M0.2 0L3.8 0L1.6 6',
  '8': 'M2 2.8C0 2.5 0.1 0 2 0C3.9 0 4 2.5 2 2.8C-0.5 3.2 -0.4 6 2 6C4.4 6 4.5 3.2 2 2.8',
  '9': 'M3.8 2.2C3.1 4 0.1 4 0.1 1.9C0.1 -0.6 3.9 -0.7 3.9 2.2C3.9 5 2.2 6.6 0.6 5.5',
};

/** Strokes in the manner of letters that no alphabet of this page has. */
const invented: string[] = [
  'M0 0L0 6M0 2L4 2M4 0L4 3.4C4 5.6 1.6 5.6 1.6 4M2.6 2L2.6 6',
  'M0 6C0 2 4 4 4 0M0 0L2 2M2.4 6L4 4M0.4 3.4L3.6 5',
  'M2 0L2 6M0 1.4C4 1.4 4 3.6 0 3.6M3.2 6C4.6 4 3 3 4 0.6',
  'M0 0L3 0L3 3L0 3L0 6L4 6M1.4 1.4L1.4 4.6M4 1L4 4',
  'M4 0C0 1 4 3 0 3.4C-0.6 5 3 6.8 3.4 4.4M0.4 0.2L2.2 2.2',
  'M0 6L1 1L3 5L4 0M0.4 3L4 2.2M2 3L2 6',
  'M0.4 0.4C3 -1 5 3 2 3.2M2 1.4L2 6M0 4.4L4 4.4M0 6L1 6',
];

export const inventedLetters: string[] = invented.map((_, index) => `?${index}`);

function strokesOf(letter: string): string {
  const data = letter.startsWith('?') ? invented[Number(letter.slice(1))] : strokes[letter];
  if (data === undefined) throw new RangeError(`the demo alphabet has no letter "${letter}"`);
  return data;
}

/** One letter, digit or invented sign, its middle at the origin, `height` high. */
export function letter(name: string, height: number, colour: string, weight = 0.16, mirrored = false): Shape {
  const unit = height / 6;
  const style: Style = { stroke: colour, width: weight * height };
  const scaled = strokesOf(name).replaceAll(/(-?[\d.]+) (-?[\d.]+)/g, (_, x: string, y: string) => {
    const across = (Number(x) - 2) * unit * (mirrored ? -1 : 1);
    return `${across} ${(Number(y) - 3) * unit}`;
  });
  return path(scaled, style);
}

/** A whole number in digits, its middle at the origin. */
export function numeral(value: number, height: number, colour: string, weight = 0.14): Shape {
  const digits = String(value).split('');
  const advance = height * 0.86;
  return group(
    digits.map((digit, index) => {
      const x = (index - (digits.length - 1) / 2) * advance;
      const unit = height / 6;
      const data = strokesOf(digit).replaceAll(
        /(-?[\d.]+) (-?[\d.]+)/g,
        (_, px: string, py: string) => `${(Number(px) - 2) * unit + x} ${(Number(py) - 3) * unit}`,
      );
      return path(data, { stroke: colour, width: weight * height });
    }),
  );
}
