import type { Box, ImageSize } from '@fakexplain/explanation';

/**
 * How an image is looked at. The image is first fitted into the stage (whole, centred), then magnified by `zoom` ≥ 1
 * about the stage's upper left corner and moved by (`x`, `y`) CSS pixels: CSS `translate(x, y) scale(zoom)`.
 */
export interface View {
  zoom: number;
  x: number;
  y: number;
}

/** A width and height in CSS pixels. */
export interface Stage {
  width: number;
  height: number;
}

export interface Point {
  x: number;
  y: number;
}

export const wholeImage: View = { zoom: 1, x: 0, y: 0 };

/** CSS pixels per image pixel of the fitted image, and where its upper left corner lies on the stage. */
export function fitImage(image: ImageSize, stage: Stage): { scale: number; left: number; top: number } {
  const scale = Math.min(stage.width / image.width, stage.height / image.height);
  return {
    scale,
    left: (stage.width - image.width * scale) / 2,
    top: (stage.height - image.height * scale) / 2,
  };
}

/** One pixel of the image may become six CSS pixels wide, and every image may be magnified fourfold. */
export const maxZoom = (image: ImageSize, stage: Stage): number =>
  Math.max(4, 6 / fitImage(image, stage).scale);

/** The nearest view that shows no more empty stage than it must: an image wider than the stage reaches both edges. */
export function clampView(view: View, image: ImageSize, stage: Stage): View {
  const { scale, left, top } = fitImage(image, stage);
  const zoom = Math.min(maxZoom(image, stage), Math.max(1, view.zoom));
  const along = (offset: number, margin: number, size: number, room: number) => {
    const span = size * scale * zoom;
    const start =
      span <= room ? (room - span) / 2 : Math.min(0, Math.max(room - span, offset + margin * zoom));
    return start - margin * zoom;
  };
  return {
    zoom,
    x: along(view.x, left, image.width, stage.width),
    y: along(view.y, top, image.height, stage.height),
  };
}

/** The view magnified by `factor`; what lies under `point` of the stage stays there where the edges allow it. */
export function zoomAt(view: View, factor: number, point: Point, image: ImageSize, stage: Stage): View {
  const zoom = Math.min(maxZoom(image, stage), Math.max(1, view.zoom * factor));
  const ratio = zoom / view.zoom;
  const x = point.x - (point.x - view.x) * ratio;
  const y = point.y - (point.y - view.y) * ratio;
  return clampView({ zoom, x, y }, image, stage);
}

/** The view with the image moved by `by` CSS pixels, as far as its edges allow. */
export const pan = (view: View, by: Point, image: ImageSize, stage: Stage): View =>
  clampView({ ...view, x: view.x + by.x, y: view.y + by.y }, image, stage);

/** A box of the image on the stage. */
export function boxOnStage([x1, y1, x2, y2]: Box, view: View, image: ImageSize, stage: Stage): Box {
  const { scale, left, top } = fitImage(image, stage);
  const x = (pixel: number) => view.x + view.zoom * (left + pixel * scale);
  const y = (pixel: number) => view.y + view.zoom * (top + pixel * scale);
  return [x(x1), y(y1), x(x2), y(y2)];
}

/** The view panned by as little as brings a box onto the stage; one larger than the stage comes to its middle. */
export function reveal(view: View, box: Box, image: ImageSize, stage: Stage): View {
  const [x1, y1, x2, y2] = boxOnStage(box, view, image, stage);
  return pan(view, { x: nudge(x1, x2, stage.width), y: nudge(y1, y2, stage.height) }, image, stage);
}

/** How far a span must move to lie within 0 … `room`, with a margin where there is room for one. */
function nudge(start: number, end: number, room: number): number {
  const margin = Math.max(0, Math.min(24, (room - (end - start)) / 2));
  if (end - start > room) return room / 2 - (start + end) / 2;
  if (start < 0) return margin - start;
  return end > room ? room - margin - end : 0;
}

/** A closer look at a box: it fills about half of the stage, magnified threefold at most, in the middle as far as the edges allow. */
export function approach(box: Box, image: ImageSize, stage: Stage): View {
  const [x1, y1, x2, y2] = boxOnStage(box, wholeImage, image, stage);
  const fill = Math.min(stage.width / (x2 - x1), stage.height / (y2 - y1)) / 2;
  const zoom = Math.min(3, maxZoom(image, stage), Math.max(1, fill));
  const along = (start: number, end: number, room: number) => room / 2 - (zoom * (start + end)) / 2;
  return clampView({ zoom, x: along(x1, x2, stage.width), y: along(y1, y2, stage.height) }, image, stage);
}
