import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import { assertIntact, hashOf, isHash } from './blob-store.ts';
import type { BlobStore } from './blob-store.ts';

export interface S3Options {
  bucket: string;
  region: string;
  /** Of a store that is not Amazon's, e.g. `https://minio.example:9000`. */
  endpoint?: string | undefined;
  /** Without them, those that the AWS SDK finds in its usual places. */
  credentials?: { accessKeyId: string; secretAccessKey: string } | undefined;
  /** Put before each key, e.g. `blobs/`. */
  prefix?: string | undefined;
  /** The bucket in the path rather than in the host name, as most stores that are not Amazon's need it. */
  forcePathStyle?: boolean | undefined;
}

/** Blobs as objects `<prefix><sha256>` of a bucket that exists. Loads the AWS SDK, which the other store never does. */
export async function s3Blobs(options: S3Options): Promise<BlobStore> {
  const { DeleteObjectCommand, GetObjectCommand, HeadObjectCommand, NotFound, PutObjectCommand, S3Client } =
    await import('@aws-sdk/client-s3');
  const { bucket: Bucket, prefix = '', endpoint, credentials } = options;
  const client = new S3Client({
    region: options.region,
    forcePathStyle: options.forcePathStyle ?? false,
    // Many stores do not know the checksums that the SDK adds by default; ours are the keys.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint && { endpoint }),
    ...(credentials && { credentials }),
  });
  const locate = (sha256: string) => ({ Bucket, Key: `${prefix}${sha256}` });
  const head = async (sha256: string): Promise<HeadObjectCommandOutput | null> => {
    if (!isHash(sha256)) return null;
    try {
      return await client.send(new HeadObjectCommand(locate(sha256)));
    } catch (error) {
      if (error instanceof NotFound) return null;
      throw error;
    }
  };
  const read = async (sha256: string) => {
    const { Body } = await client.send(new GetObjectCommand(locate(sha256)));
    if (!Body) throw new Error(`s3://${Bucket}/${prefix}${sha256} has no body.`);
    return Body;
  };

  return {
    async put(bytes, mediaType) {
      const sha256 = hashOf(bytes);
      if ((await head(sha256))?.ContentLength !== bytes.byteLength) {
        await client.send(new PutObjectCommand({ ...locate(sha256), Body: bytes, ContentType: mediaType }));
      }
      return sha256;
    },
    async get(sha256) {
      const found = await head(sha256);
      if (found === null) return null;
      return {
        size: found.ContentLength ?? 0,
        mediaType: found.ContentType ?? 'application/octet-stream',
        async bytes() {
          const bytes = new Uint8Array(await (await read(sha256)).transformToByteArray());
          assertIntact(bytes, sha256, `s3://${Bucket}/${prefix}${sha256}`);
          return bytes;
        },
        stream: async () => (await read(sha256)).transformToWebStream(),
      };
    },
    has: async (sha256) => (await head(sha256)) !== null,
    async remove(sha256) {
      if (isHash(sha256)) await client.send(new DeleteObjectCommand(locate(sha256)));
    },
  };
}
