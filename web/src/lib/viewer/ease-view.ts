import type { View } from './view.ts';

const easeMs = 240;

/** Moves from one view to another, frame by frame, or at once for whoever wants no motion. Returns how to stop. */
export function easeView(from: View, to: View, show: (view: View) => void): () => void {
  if (matchMedia('(prefers-reduced-motion: reduce)').matches) {
    show(to);
    return () => {};
  }
  const start = performance.now();
  const step = (now: number) => {
    const left = (1 - Math.min(1, Math.max(0, now - start) / easeMs)) ** 3;
    const between = (a: number, b: number) => b + (a - b) * left;
    show({ zoom: between(from.zoom, to.zoom), x: between(from.x, to.x), y: between(from.y, to.y) });
    if (left > 0) frame = requestAnimationFrame(step);
  };
  let frame = requestAnimationFrame(step);
  return () => cancelAnimationFrame(frame);
}
