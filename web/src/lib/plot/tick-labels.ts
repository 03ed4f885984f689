/** Widths of an axis, in CSS pixels, from which on more of its labels have room. The first is the least it is given. */
export const axisWidths = [130, 180, 240, 360, 520, 760] as const;
export type AxisWidth = (typeof axisWidths)[number];

export interface Tick {
  /** In percent of the axis. */
  at: number;
  text: string;
}

/** At an end of the axis a label stands inside of it. */
export const anchorOf = ({ at }: Tick): 'start' | 'middle' | 'end' =>
  at < 4 ? 'start' : at > 96 ? 'end' : 'middle';

/**
 * From which width on each tick has its label, so that no two overlap: every one, or every second, fourth, … counted from 0
 * where that is on the axis. `null`: on none.
 */
export function labelledFrom(ticks: readonly Tick[]): (AxisWidth | null)[] {
  const first = Math.max(
    0,
    ticks.findIndex(({ text }) => /^0[.0]*%?$/.test(text)),
  );
  const isShown = (index: number, stride: number) => (index - first) % stride === 0;
  const strides = axisWidths.map((width) => {
    let stride = 1;
    while (
      overlap(
        ticks.filter((_, index) => isShown(index, stride)),
        width,
      )
    )
      stride *= 2;
    return stride;
  });
  return ticks.map((_, index) => {
    const place = strides.findIndex((stride) => isShown(index, stride));
    return axisWidths[place] ?? null;
  });
}

/** Digits of the axis’ size of text are narrower, a percent sign is not much wider. */
const characterWidth = 7.6;
const gap = 6;

function overlap(ticks: readonly Tick[], width: number): boolean {
  const spans = ticks.map((tick) => {
    const length = tick.text.length * characterWidth;
    const x = (tick.at / 100) * width;
    const before = { start: 0, middle: length / 2, end: length }[anchorOf(tick)];
    return { from: x - before, to: x - before + length };
  });
  return spans.some(({ from }, index) => {
    const last = spans[index - 1];
    return last !== undefined && from < last.to + gap;
  });
}
