import { hasOwner, makeOwnerLink } from '@fakexplain/arena/accounts/owner-link.ts';
import { makeProcessKey, revokeProcessKey } from '@fakexplain/arena/accounts/process-key.ts';
import { connect } from '@fakexplain/database';
import { environmentOfStart } from '@fakexplain/service-kit/env';

export interface OpenKey {
  /** An API key for the commands of whoever runs the stack. */
  apiKey: string;
  /** Where somebody becomes the owner on the site; null where it has one. */
  ownerPath: string | null;
  /** Revokes the key. */
  stop: () => Promise<void>;
}

/**
 * Makes an API key for as long as the stack runs, and a link for the first owner where there is none. What a stack left that was
 * killed is revoked.
 */
export async function openKey({
  databaseUrl,
  dataDir,
}: {
  databaseUrl: string;
  dataDir: string;
}): Promise<OpenKey> {
  const atDatabase = async <T>(work: (sql: ReturnType<typeof connect>['sql']) => Promise<T>): Promise<T> => {
    const { sql, close } = connect(databaseUrl, {
      role: 'fakexplain_account',
      applicationName: 'npm start',
      max: 1,
    });
    try {
      return await work(sql);
    } finally {
      await close();
    }
  };
  const { FAKEXPLAIN_API_KEY: left } = environmentOfStart(dataDir);
  return atDatabase(async (sql) => {
    if (left !== undefined) await revokeProcessKey(sql, left);
    const apiKey = await makeProcessKey(sql, 'npm start');
    const ownerPath = (await hasOwner(sql)) ? null : await makeOwnerLink(sql);
    return { apiKey, ownerPath, stop: () => atDatabase((sql) => revokeProcessKey(sql, apiKey)) };
  });
}
