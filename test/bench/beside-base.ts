import { join } from 'node:path';
import { connect, migrate } from '@fakexplain/database';
import { checkOutBase } from './base-build.ts';
import { startMeasured, type MeasuredArena } from './measured-arena.ts';
import { seedStudy } from './seed-study.ts';

/** The arenas of the base and of this build, over databases of the same votes. */
export interface Both {
  base: MeasuredArena;
  now: MeasuredArena;
}

export interface Beside {
  /** Of a server where databases can be made. */
  serverUrl: string;
  /** A folder for the checkout of the base. */
  scratch: string;
  /** Begins the names of the two databases. */
  name: string;
  studies: Parameters<typeof seedStudy>[1][];
}

/** Seeds a database of the base, and copies and migrates it for this build; then measures both in one run. */
export async function besideBase(
  { serverUrl, scratch, name, studies }: Beside,
  measure: (both: Both) => Promise<void>,
): Promise<void> {
  const urlOf = (database: string) => Object.assign(new URL(serverUrl), { pathname: `/${database}` }).href;
  const [baseName, nowName] = [`${name}_base`, `${name}_now`];
  const admin = connect(serverUrl, { max: 1 });
  const build = await checkOutBase(join(scratch, 'base'));
  try {
    await admin.sql`create database ${admin.sql(baseName)}`;
    await build.migrate(urlOf(baseName));
    const seeding = connect(urlOf(baseName), { max: 1 });
    for (const study of studies) await seedStudy(seeding.sql, study);
    await seeding.close();
    await admin.sql`create database ${admin.sql(nowName)} template ${admin.sql(baseName)}`;
    await migrate(urlOf(nowName));
    await showEverything(urlOf(nowName));
    const base = await startMeasured(urlOf(baseName), build.folder);
    const now = await startMeasured(urlOf(nowName));
    try {
      await measure({ base, now });
    } finally {
      await base.stop();
      await now.stop();
    }
  } finally {
    await build.remove();
    await admin.close();
  }
}

/** Studies of the base are as everyone may see them, and their images as raters are shown them. */
async function showEverything(databaseUrl: string): Promise<void> {
  const { sql, close } = connect(databaseUrl, { max: 1 });
  await sql`update arena.studies set results = 'live', embargo = 'nothing'`;
  await sql`
    insert into arena.pictures (image_sha256, version, encoder, look, levels, byte_size, made_at)
    select sha256, 1, 'none', repeat('0', 64), '[]', 0, now() from catalog.images on conflict do nothing`;
  await sql`vacuum analyze`;
  await close();
}
