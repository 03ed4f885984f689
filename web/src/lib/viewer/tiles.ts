import type { ImageSize } from '@fakexplain/explanation';
import { pictureLevels, tileEdge } from '@fakexplain/explanation/picture-levels';
import { fitImage, type Stage, type View } from './view.ts';

/** A lossless part of a picture, and where it lies, in pixels of its level. */
export interface Tile {
  /** Its place in the address: level, column and row. */
  path: string;
  level: ImageSize;
  left: number;
  top: number;
  width: number;
  height: number;
}

/**
 * The tiles that the stage shows, of the smallest level that has a pixel for each of the screen's.
 * @param density pixels of the screen per CSS pixel
 */
export function tilesInView(image: ImageSize, view: View, stage: Stage, density: number): Tile[] {
  const { scale, left, top } = fitImage(image, stage);
  const wanted = scale * view.zoom * density * image.width;
  const levels = pictureLevels(image);
  let index = levels.length - 1;
  while (index > 0 && (levels[index]?.width ?? 0) < wanted) index -= 1;
  const level = levels[index];
  if (!level) return [];
  const { width, height } = level;
  // Which tiles the stage's edges fall into.
  const at = (edge: number, moved: number, margin: number, length: number, pixels: number) =>
    ((((edge - moved) / view.zoom - margin) / (length * scale)) * pixels) / tileEdge;
  const across = [0, stage.width].map((edge) => at(edge, view.x, left, image.width, width));
  const down = [0, stage.height].map((edge) => at(edge, view.y, top, image.height, height));
  const span = ([from = 0, to = 0]: number[], count: number) => {
    const first = Math.max(0, Math.floor(from));
    return Array.from({ length: Math.max(0, Math.min(count, Math.ceil(to)) - first) }, (_, i) => first + i);
  };
  return span(down, level.rows).flatMap((row) =>
    span(across, level.columns).map((column) => tileAt(index, level, column, row)),
  );
}

/** All tiles of the smallest level: the whole picture, in at least as many pixels as the first look has. */
export function smallestTiles(image: ImageSize): Tile[] {
  const levels = pictureLevels(image);
  const index = levels.length - 1;
  return levels
    .slice(-1)
    .flatMap((level) =>
      Array.from({ length: level.rows * level.columns }, (_, i) =>
        tileAt(index, level, i % level.columns, Math.floor(i / level.columns)),
      ),
    );
}

function tileAt(index: number, level: ImageSize, column: number, row: number): Tile {
  return {
    path: `${index}/${column}/${row}`,
    level,
    left: column * tileEdge,
    top: row * tileEdge,
    width: Math.min(tileEdge, level.width - column * tileEdge),
    height: Math.min(tileEdge, level.height - row * tileEdge),
  };
}
