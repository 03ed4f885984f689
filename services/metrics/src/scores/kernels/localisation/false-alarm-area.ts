import { clipBox, type ImageSize } from '@fakexplain/explanation';
import { markAreas, type Mark } from './marks.ts';

/**
 * Share of an image covered by what was predicted in it, 0–1, for real images, where nothing should be. Boxes are cut
 * off at the image's edges and count exactly; as soon as one mark is a mask, whole pixels count. 0 without a prediction.
 */
export function falseAlarmArea(predicted: readonly Mark[], size: ImageSize): number {
  const inside = predicted.flatMap(({ box, runs }): Mark[] => {
    const clipped = runs ? box : clipBox(box, size);
    return clipped ? [{ box: clipped, runs }] : [];
  });
  return markAreas(inside, []).union / (size.width * size.height);
}
