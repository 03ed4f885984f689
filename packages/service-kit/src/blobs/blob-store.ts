import { createHash } from 'node:crypto';

/** Bytes under their own SHA-256 (64 lower-case hex digits): written once, never changed, deleted with what they are of. */
export interface BlobStore {
  /** Keeps bytes and returns their hash. Keeping the same ones again changes nothing, not even the media type. */
  put: (bytes: Uint8Array, mediaType: string) => Promise<string>;
  /** Null when there is none. */
  get: (sha256: string) => Promise<StoredBlob | null>;
  has: (sha256: string) => Promise<boolean>;
  /** Does nothing where there is none. */
  remove: (sha256: string) => Promise<void>;
}

export interface StoredBlob {
  /** In bytes. */
  size: number;
  mediaType: string;
  /** All of it, checked against its hash. @throws BlobDamaged */
  bytes: () => Promise<Uint8Array<ArrayBuffer>>;
  /** As it is read, unchecked. */
  stream: () => Promise<ReadableStream<Uint8Array>>;
}

export const hashOf = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

/** Anything but a hash names no blob, so that no path or key is ever made of it. */
export const isHash = (sha256: string) => /^[0-9a-f]{64}$/.test(sha256);

/** The store has other bytes under a hash than those that it names. */
export class BlobDamaged extends Error {
  override name = 'BlobDamaged';
}

/** @throws BlobDamaged */
export function assertIntact(bytes: Uint8Array, sha256: string, where: string): void {
  const found = hashOf(bytes);
  if (found !== sha256) throw new BlobDamaged(`${where} is damaged: its bytes have the SHA-256 ${found}.`);
}
