import { createHash } from 'node:crypto';
import { inference } from '@fakexplain/contract';
import { ProblemError } from '@fakexplain/service-kit';
import { inspectImage, ImageRefused } from '@fakexplain/service-kit/images';
import type { ModelRequest } from '../backends/backend.ts';

/** The largest image that a trial decodes, in pixels. */
const maxPixels = 40_000_000;

/**
 * The image of a trial as a model is asked about it, described by its content alone.
 * @param base64 its file
 * @throws ProblemError `payload-too-large` or `picture-refused`
 */
export async function readImage(base64: string): Promise<ModelRequest> {
  const bytes = Buffer.from(base64, 'base64');
  if (bytes.length > inference.trialImageBytes) {
    const detail = `The image has ${bytes.length} bytes; at most ${inference.trialImageBytes} are taken.`;
    throw new ProblemError('payload-too-large', { detail });
  }
  try {
    const { mediaType, width, height } = await inspectImage(bytes, maxPixels, (image) =>
      image.resize(8, 8, { fit: 'fill', fastShrinkOnLoad: false }).raw().toBuffer(),
    );
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { sha256, path: null, bytes, mediaType, width, height };
  } catch (error) {
    if (!(error instanceof ImageRefused)) throw error;
    const detail = `${error.message.slice(0, 1).toUpperCase()}${error.message.slice(1)}.`;
    throw new ProblemError('picture-refused', { detail });
  }
}
