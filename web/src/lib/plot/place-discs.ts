export interface Offset {
  dx: number;
  dy: number;
}

/** Discs stand clear of each other by this distance of their centres, in CSS pixels. */
const apart = 20;
const rings = [1, 2, 3, 4, 5, 6, 7, 8];
/** Up and down first: discs that only move so stay clear of each other in a wider frame, whose points are further apart. */
const offsets: Offset[] = [
  { dx: 0, dy: 0 },
  ...[0, 1, -1, 2, -2].flatMap((across) =>
    rings.flatMap((ring) =>
      [-1, 1].map((side) => ({ dx: across * apart, dy: side * (ring - Math.abs(across)) * apart })),
    ),
  ),
];

/**
 * How far to move each disc off its point so that no two overlap and none leaves the frame: the first stays, a later one
 * takes the nearest free place. In CSS pixels, points in a frame from 0 to its width and height.
 */
export function placeDiscs(
  points: readonly { x: number; y: number }[],
  frame: { width: number; height: number },
): Offset[] {
  const taken: { x: number; y: number }[] = [];
  return points.map(({ x, y }) => {
    const isFree = ({ dx, dy }: Offset) =>
      isWithin(x + dx, frame.width) &&
      isWithin(y + dy, frame.height) &&
      taken.every((other) => Math.hypot(x + dx - other.x, y + dy - other.y) >= apart);
    const offset = offsets.find(isFree) ?? { dx: 0, dy: 0 };
    taken.push({ x: x + offset.dx, y: y + offset.dy });
    return offset;
  });
}

const isWithin = (place: number, length: number): boolean => place >= 0 && place <= length;
