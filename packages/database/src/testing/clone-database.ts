import { randomUUID } from 'node:crypto';
import postgres from 'postgres';
import { inject } from 'vitest';
import { connect } from '../client.ts';
import type { Connection, ConnectOptions } from '../client.ts';
import './global-setup.ts';

export { maintainerKey } from './maintainer-key.ts';

export interface ClonedDatabase extends Connection {
  /** For further connections, with other roles. */
  url: string;
}

/**
 * A database of one's own with every migration applied, for a suite: call in `beforeAll`, and `close()`, which drops
 * it, in `afterAll`. The connection is the owner's unless a role is given.
 */
export async function cloneDatabase(options: ConnectOptions = {}): Promise<ClonedDatabase> {
  const { url: server, template } = inject('testDatabase');
  const name = `${template}_${randomUUID().slice(0, 8)}`;
  const admin = postgres(server, { max: 1, onnotice: () => undefined });
  await admin`create database ${admin(name)} template ${admin(template)}`;
  await admin.end();
  const url = Object.assign(new URL(server), { pathname: `/${name}` }).href;
  const connection = connect(url, options);
  return {
    ...connection,
    url,
    close: async () => {
      await connection.close();
      const admin = postgres(server, { max: 1, onnotice: () => undefined });
      await admin`drop database ${admin(name)} with (force)`;
      await admin.end();
    },
  };
}
