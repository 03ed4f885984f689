import { connect } from '@fakexplain/database';
import { inject } from 'vitest';
import { startStack, type Stack } from '../../cli/src/stack/stack.ts';
import './shared-folder.ts';

/** The demo's site, on a database and a folder that the files of one run share, so that the demo is drawn once. */
export async function startDemoSite(): Promise<Stack> {
  const { url, template } = inject('testDatabase');
  const name = `${template}_demo`;
  const { sql, close } = connect(url, { max: 1 });
  const [there] = await sql`select from pg_database where datname = ${name}`;
  if (!there) await sql`create database ${sql(name)} template ${sql(template)}`;
  await close();
  return startStack({
    dataDir: inject('sharedFolder'),
    port: 0,
    databaseUrl: Object.assign(new URL(url), { pathname: `/${name}` }).href,
    demo: true,
    say: () => {},
  });
}
