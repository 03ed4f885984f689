import type { ImageSize } from '@fakexplain/explanation';
import type { ThreadTask } from '@fakexplain/service-kit/threads';
import { decodeRgb, ImageError } from '@fakexplain/vlm-onnx/decode-rgb';
import { ModelFailure } from '../../backend.ts';
import { prepare, type Prepared, type Preparing } from './prepare.ts';

/** An image in its file, and what is to be made of it. */
export interface FileToPrepare extends Preparing {
  bytes: Uint8Array;
  /** What it is known to measure. */
  known: ImageSize;
}

/** `refused` says what is wrong with the image: a thread hands on no classes of errors. */
export async function prepareFile({
  bytes,
  known,
  ...settings
}: FileToPrepare): Promise<Prepared | { refused: string }> {
  try {
    const image = await decodeRgb(bytes);
    if (image.width === known.width && image.height === known.height) return prepare(image, settings);
    const [found, expected] = [image, known].map(({ width, height }) => `${width} × ${height}`);
    return { refused: `the image has ${found} pixels, but is known with ${expected}` };
  } catch (error) {
    const isOfImage =
      error instanceof ImageError || (error instanceof ModelFailure && error.fault === 'image');
    if (isOfImage) return { refused: error.message };
    throw error;
  }
}

/** Preparing as threads do it: the thread that runs the graph does nothing else meanwhile. */
export const prepareFileTask: ThreadTask<FileToPrepare, Prepared | { refused: string }> = {
  module: new URL(import.meta.url),
  work: prepareFile,
};
