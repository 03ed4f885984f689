import type { ImageSize } from '@fakexplain/explanation';
import { decimal } from '#lib/words/numbers.ts';

/** An image chosen in this page. */
export interface ChosenImage {
  file: File;
  /** Of an object, to be shown in this page alone. */
  url: string;
  size: ImageSize;
}

/** Types that models are shown. */
export const acceptedTypes = ['image/jpeg', 'image/png', 'image/webp', 'image/avif', 'image/gif'];

const megabytes = (bytes: number) => decimal(bytes / 1_048_576, 1);

/**
 * Takes a file as an image, as the browser decodes it.
 * @throws Error in words for who chose it
 */
export async function takeImage(file: File, limit: number): Promise<ChosenImage> {
  if (!acceptedTypes.includes(file.type))
    throw new Error(`“${file.name}” is none of the kinds that are taken: JPEG, PNG, WebP, AVIF or GIF.`);
  if (file.size > limit)
    throw new Error(
      `“${file.name}” has ${megabytes(file.size)} MiB; ${megabytes(limit).replace('.0', '')} MiB is the most.`,
    );
  const url = URL.createObjectURL(file);
  const element = new Image();
  element.src = url;
  try {
    await element.decode();
  } catch {
    URL.revokeObjectURL(url);
    throw new Error(`“${file.name}” cannot be shown as an image by this browser.`);
  }
  return { file, url, size: { width: element.naturalWidth, height: element.naturalHeight } };
}

/** The first file that was dropped or pasted, if any. */
export const firstFile = (transfer: DataTransfer | null): File | null => transfer?.files[0] ?? null;
