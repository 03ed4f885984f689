import type { PatchGrid } from '../convert/graph-inputs.ts';

export interface RopePositions {
  /** [3, 1, tokens]: time, height, width of every token. */
  data: BigInt64Array;
  /** The position of the first token that is written, the same on all three axes. */
  next: number;
}

/**
 * Positions of a prompt with one image: `get_rope_index` of transformers 4.57.3 (models/qwen2_5_vl). Text counts on in
 * all three axes; an image's cells count rows and columns from where it begins, and stand still in time; the text after
 * goes on from the greatest of them.
 *
 * @param grid of the image in patches
 * @throws RangeError if the prompt does not hold one run of exactly the image's cells
 */
export function ropePositions(
  ids: readonly number[],
  imageToken: number,
  grid: PatchGrid,
  mergeSize: number,
): RopePositions {
  const rows = grid.rows / mergeSize;
  const columns = grid.columns / mergeSize;
  const start = ids.indexOf(imageToken);
  const end = ids.lastIndexOf(imageToken) + 1;
  if (start === -1 || end - start !== rows * columns)
    throw new RangeError(
      `the prompt shows ${start === -1 ? 0 : end - start} cells of an image that has ${rows} × ${columns}`,
    );
  const count = ids.length;
  const data = new BigInt64Array(3 * count);
  const put = (token: number, time: number, height: number, width: number) => {
    data[token] = BigInt(time);
    data[count + token] = BigInt(height);
    data[2 * count + token] = BigInt(width);
  };
  for (let token = 0; token < start; token += 1) put(token, token, token, token);
  for (let cell = 0; cell < rows * columns; cell += 1)
    put(start + cell, start, start + Math.floor(cell / columns), start + (cell % columns));
  const after = start + Math.max(rows, columns);
  for (let token = end; token < count; token += 1) {
    const position = after + token - end;
    put(token, position, position, position);
  }
  return { data, next: after + count - end };
}
