import { z } from 'zod';
import { EnvironmentError } from '../env.ts';
import type { BlobStore } from './blob-store.ts';
import { directoryBlobs } from './directory-blobs.ts';
import { s3Blobs } from './s3-blobs.ts';

export { BlobDamaged, hashOf, type BlobStore, type StoredBlob } from './blob-store.ts';
export { directoryBlobs } from './directory-blobs.ts';

/** Settings of the blob store, to be spread into a service's own: a folder or a bucket. */
export const blobSettings = {
  /** A folder; every replica of every service must see the same one. */
  BLOB_DIRECTORY: z.string().optional(),
  BLOB_S3_BUCKET: z.string().optional(),
  BLOB_S3_REGION: z.string().default('us-east-1'),
  BLOB_S3_ENDPOINT: z.url().optional(),
  BLOB_S3_ACCESS_KEY_ID: z.string().optional(),
  BLOB_S3_SECRET_ACCESS_KEY: z.string().optional(),
  BLOB_S3_PREFIX: z.string().optional(),
  /** Default: whether an endpoint is given. */
  BLOB_S3_PATH_STYLE: z.stringbool().optional(),
};

type BlobSettings = z.output<z.ZodObject<typeof blobSettings>>;

/** Opens the store that the settings name. @throws EnvironmentError when they name none, or both. */
export async function openBlobs(settings: BlobSettings): Promise<BlobStore> {
  const { BLOB_DIRECTORY: directory, BLOB_S3_BUCKET: bucket, BLOB_S3_ENDPOINT: endpoint } = settings;
  const { BLOB_S3_ACCESS_KEY_ID: accessKeyId, BLOB_S3_SECRET_ACCESS_KEY: secretAccessKey } = settings;
  if ((directory === undefined) === (bucket === undefined)) {
    throw new EnvironmentError(
      'Set either BLOB_DIRECTORY (a folder) or BLOB_S3_BUCKET (a bucket) to say where images are kept.',
    );
  }
  if ((accessKeyId === undefined) !== (secretAccessKey === undefined)) {
    throw new EnvironmentError('Set both BLOB_S3_ACCESS_KEY_ID and BLOB_S3_SECRET_ACCESS_KEY, or neither.');
  }
  if (directory !== undefined) return directoryBlobs(directory);
  return s3Blobs({
    bucket: bucket ?? '',
    region: settings.BLOB_S3_REGION,
    endpoint,
    credentials: accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined,
    prefix: settings.BLOB_S3_PREFIX,
    forcePathStyle: settings.BLOB_S3_PATH_STYLE ?? endpoint !== undefined,
  });
}
