// Makes the demo dataset where it is not there. Needs DATABASE_URL and BLOB_*, or uses those of `npm start`.
import { importDemo } from './demo-import/import-demo.ts';
import { readCommandEnv } from './env.ts';
import { openStores } from './open-stores.ts';

const stores = await openStores(readCommandEnv());
try {
  await importDemo({ ...stores, say: (line) => console.log(line) });
} finally {
  await stores.close();
}
