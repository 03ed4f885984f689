import { join } from 'node:path';
import { z } from 'zod';

const gibibyte = 2 ** 30;
const bytes = (usual: number) => z.coerce.number().int().min(1).default(usual);

/** Settings of files that maintainers send, to be spread into the service's own. */
export const uploadSettings = {
  /** Where they are kept; every replica must see the same folder. */
  UPLOADS_DIRECTORY: z.string().default(join(import.meta.dirname, '../../../../.data/uploads')),
  /** Largest file. */
  UPLOAD_MAX_BYTES: bytes(16 * gibibyte),
  /** Days after which a file is deleted with which nothing happens. */
  UPLOAD_DAYS: z.coerce.number().positive().max(3_650).default(7),
  /** What an archive may come to. */
  UNPACK_MAX_BYTES: bytes(64 * gibibyte),
  UNPACK_MAX_ENTRIES: bytes(2_000_000),
};
