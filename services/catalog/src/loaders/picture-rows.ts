import { join } from 'node:path';
import type { Taken } from '../rows/take-rows.ts';
import type { LoadedImage } from './loaded-set.ts';

/** Pictures of a folder as rows of their own; `read` says what each is. */
export function* pictureRows(
  root: string,
  pictures: readonly string[],
  read: (picture: string) => Omit<LoadedImage, 'file' | 'field'>,
): Generator<Taken<LoadedImage>> {
  for (const [index, file] of pictures.entries()) {
    yield {
      place: { file: join(root, file) },
      done: index + 1,
      prepare: async () => ({ file, field: '', ...read(file) }),
    };
  }
}
