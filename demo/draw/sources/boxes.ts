import type { Box, ImageSize } from '@fakexplain/explanation';
import type { Random } from '../random.ts';

/** Whole pixels inside the image, at least 8 wide and high. */
export function fit([x1, y1, x2, y2]: Box, { width, height }: ImageSize): Box {
  const left = Math.round(Math.min(Math.max(0, x1), width - 8));
  const top = Math.round(Math.min(Math.max(0, y1), height - 8));
  return [
    left,
    top,
    Math.round(Math.min(width, Math.max(left + 8, x2))),
    Math.round(Math.min(height, Math.max(top + 8, y2))),
  ];
}

/** Every side moved by up to `share` of the box's own size. */
export function jitter([x1, y1, x2, y2]: Box, share: number, image: ImageSize, random: Random): Box {
  const [w, h] = [x2 - x1, y2 - y1];
  const move = () => random.between(-share, share);
  return fit([x1 + move() * w, y1 + move() * h, x2 + move() * w, y2 + move() * h], image);
}

/** The whole box moved by `share` of its size (and at least a little) in any direction. */
export function shift([x1, y1, x2, y2]: Box, share: number, image: ImageSize, random: Random): Box {
  const [w, h] = [x2 - x1, y2 - y1];
  const angle = random.between(0, Math.PI * 2);
  const [dx, dy] = [Math.cos(angle) * (w * share + 10), Math.sin(angle) * (h * share + 10)];
  const left = Math.min(Math.max(0, x1 + dx), image.width - w);
  const top = Math.min(Math.max(0, y1 + dy), image.height - h);
  return fit([left, top, left + w, top + h], image);
}

/** A box of a plausible size anywhere. */
export function anywhere(image: ImageSize, random: Random): Box {
  const [w, h] = [image.width * random.between(0.08, 0.24), image.height * random.between(0.08, 0.24)];
  const [x, y] = [random.next() * (image.width - w), random.next() * (image.height - h)];
  return fit([x, y, x + w, y + h], image);
}
