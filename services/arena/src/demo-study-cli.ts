// Makes the demo study where it is not there. Reads DATABASE_URL; the demo dataset must have been imported.
import { randomUUID } from 'node:crypto';
import { connect } from '@fakexplain/database';
import { readEnvironment } from '@fakexplain/service-kit';
import { z } from 'zod';
import { ensureDemoStudy } from './demo-study.ts';

try {
  const { DATABASE_URL } = readEnvironment(z.object({ DATABASE_URL: z.url() }));
  const { db, sql, close } = connect(DATABASE_URL, { role: 'fakexplain_arena', max: 2 });
  try {
    const made = await ensureDemoStudy({ db, sql, clock: () => new Date(), newId: randomUUID });
    console.log(made ? 'Opened the demo study' : 'The demo study is there');
  } finally {
    await close();
  }
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
