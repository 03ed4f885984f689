import type { ShownExplanation } from '@fakexplain/contract';
import type { Box, ImageSize } from '@fakexplain/explanation';

type Region = ShownExplanation['regions'][number];

/** A version of a sound explanation that is worse in one point. */
export interface Spoiled {
  worse: ShownExplanation;
  /** Description of the region that was moved or left out. */
  named: string;
}

/**
 * The explanation with one region elsewhere, where nothing was marked: as far away as it can be. Null where no region that
 * says something has room for that.
 */
export function moveRegion(shown: ShownExplanation, { width, height }: ImageSize): Spoiled | null {
  for (const [index, { box, description }] of described(shown)) {
    const [x1, y1, x2, y2] = box;
    const [free, far] = [width - (x2 - x1), height - (y2 - y1)];
    const places = [0, Math.floor(free / 2), free].flatMap((x) =>
      [0, Math.floor(far / 2), far].map((y): Box => [x, y, x + x2 - x1, y + y2 - y1]),
    );
    const away = places
      .filter((place) => shown.regions.every((region) => !overlap(place, region.box)))
      .toSorted((a, b) => distance(b, box) - distance(a, box))[0];
    if (!away) continue;
    const regions = shown.regions.with(index, { box: away, description });
    return { worse: { ...shown, regions }, named: description };
  }
  return null;
}

/** The explanation without its largest region that says something. Null where there is no other one. */
export function leaveRegionOut(shown: ShownExplanation): Spoiled | null {
  const [largest] = described(shown).toSorted(([, a], [, b]) => area(b.box) - area(a.box));
  if (!largest || shown.regions.length < 2) return null;
  const [index, { description }] = largest;
  return { worse: { ...shown, regions: shown.regions.toSpliced(index, 1) }, named: description };
}

/**
 * The explanation with the same regions in reverse order, each a little larger or smaller by turns: 3% of its sides, or a
 * pixel. Null where that changes nothing.
 */
export function nudgeRegions(shown: ShownExplanation, { width, height }: ImageSize): ShownExplanation | null {
  const regions = shown.regions
    .map(({ box: [x1, y1, x2, y2], description }, index): Region => {
      const grow = index % 2 === 0 ? 1 : -1;
      const [dx, dy] = [x2 - x1, y2 - y1].map((side) => grow * Math.max(1, Math.round(side * 0.03)));
      const [left, right] = within(x1 - (dx ?? 0), x2 + (dx ?? 0), width);
      const [top, bottom] = within(y1 - (dy ?? 0), y2 + (dy ?? 0), height);
      return { box: [left, top, right, bottom], description };
    })
    .toReversed();
  return JSON.stringify(regions) === JSON.stringify(shown.regions) ? null : { ...shown, regions };
}

const described = ({ regions }: ShownExplanation): [number, Region][] =>
  [...regions.entries()].filter(([, { description }]) => description.trim() !== '');

function within(from: number, to: number, size: number): [number, number] {
  const start = Math.min(Math.max(0, from), size - 1);
  return [start, Math.max(Math.min(size, to), start + 1)];
}

const area = ([x1, y1, x2, y2]: Box) => (x2 - x1) * (y2 - y1);
const overlap = (a: Box, b: Box) => a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
const distance = (a: Box, b: Box) => Math.hypot(a[0] - b[0], a[1] - b[1]);
