import { ground } from '@fakexplain/service-kit/images';
import sharp from 'sharp';
import { ModelFailure, type Backend, type ModelRequest } from './backend.ts';

/**
 * A model that is asked about what people see: an image with an alpha channel comes to it as PNG on the ground that pages
 * and raters' pictures have. What a server or a library would make of the alpha differs from one to the next.
 */
export function onGround(backend: Backend): Backend {
  return {
    get provenance() {
      return backend.provenance;
    },
    get concurrency() {
      return backend.concurrency;
    },
    generate: async (request, options) => backend.generate(await flatten(request), options),
    close: () => backend.close(),
  };
}

/** @throws ModelFailure with the fault `image` where it cannot be decoded */
async function flatten(request: ModelRequest): Promise<ModelRequest> {
  try {
    const { hasAlpha } = await sharp(request.bytes).metadata();
    if (!hasAlpha) return request;
    const bytes = await sharp(request.bytes).autoOrient().flatten({ background: ground }).png().toBuffer();
    return { ...request, bytes, mediaType: 'image/png' };
  } catch (error) {
    throw new ModelFailure('image', 'the image cannot be decoded', error);
  }
}
