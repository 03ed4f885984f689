import type { BlobStore } from '@fakexplain/service-kit/blobs';

/** An image for its rater alone to keep. No header names it, so that only its own address leads to it. */
export async function imageResponse(blobs: BlobStore, sha256: string): Promise<Response> {
  const blob = await blobs.get(sha256);
  if (!blob) throw new Error(`the blob store has no image ${sha256}`);
  return new Response(await blob.bytes(), {
    headers: {
      'content-type': blob.mediaType,
      'cache-control': 'private, max-age=86400, immutable',
      vary: 'Authorization',
    },
  });
}
