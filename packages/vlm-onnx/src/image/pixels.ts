import type { ImageSize } from '@fakexplain/explanation';

/** A picture in memory: row by row from the top, the channels of a pixel side by side, 0–255. */
export interface Pixels extends ImageSize {
  /** 1: luma (`L`), 3: red, green, blue. */
  channels: 1 | 3;
  /** height × width × channels values. */
  data: Uint8Array;
}
