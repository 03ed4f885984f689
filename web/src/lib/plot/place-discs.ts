export interface Offset {
  dx: number;
  dy: number;
}

/** Discs stand clear of each other by this distance of their centres, in CSS pixels. */
const apart = 20;
const directions = [
  [1, 0],
  [-1, 0],
  [0, -1],
  [0, 1],
  [1, -1],
  [-1, -1],
  [1, 1],
  [-1, 1],
] as const;
const offsets: Offset[] = [
  { dx: 0, dy: 0 },
  ...[1, 2, 3, 4].flatMap((ring) =>
    directions.map(([x, y]) => ({ dx: x * ring * apart, dy: y * ring * apart })),
  ),
];

/**
 * How far to move each disc off its point so that no two overlap: the first stays, a later one takes the nearest free
 * place. `x` and `y` are in CSS pixels.
 */
export function placeDiscs(points: readonly { x: number; y: number }[]): Offset[] {
  const taken: { x: number; y: number }[] = [];
  return points.map(({ x, y }) => {
    const isFree = ({ dx, dy }: Offset) =>
      taken.every((other) => Math.hypot(x + dx - other.x, y + dy - other.y) >= apart);
    const offset = offsets.find(isFree) ?? { dx: 0, dy: 0 };
    taken.push({ x: x + offset.dx, y: y + offset.dy });
    return offset;
  });
}
