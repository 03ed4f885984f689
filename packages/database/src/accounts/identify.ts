import { hash } from 'node:crypto';
import { z } from 'zod';
import type { Sql } from '../client.ts';

/** What a request says who it is from: the token of a session, or an API key. */
export interface Credential {
  kind: 'session' | 'key';
  secret: string;
}

const role = z.enum(['viewer', 'maintainer', 'owner']);
const rowSchema = z.object({
  personId: z.uuid().nullable(),
  name: z.string().nullable(),
  role: role.nullable(),
  studyRoles: z.record(z.string(), role),
  sessionId: z.uuid().nullable(),
  keyId: z.uuid().nullable(),
  keyName: z.string().nullable(),
  scope: z.enum(['read', 'write', 'manage']).nullable(),
});

/** What is kept of the token of a session, of a rater or of a link, or of an API key: nobody can turn it back. */
export const hashSecret = (secret: string): string => hash('sha256', secret);

/** Who holds a session or an API key now; null where it has ended or never was. Any service's role may ask. */
export const identifyBy =
  (sql: Sql) =>
  async ({ kind, secret }: Credential) => {
    const [found] = await sql`
      select person_id as "personId", name, role, study_roles as "studyRoles", session_id as "sessionId",
        key_id as "keyId", key_name as "keyName", scope
      from account.identify(${kind}, ${hashSecret(secret)})`;
    if (!found) return null;
    const { keyId, keyName, scope, name, ...identity } = rowSchema.parse(found);
    const key = keyId === null || scope === null ? null : { id: keyId, name: keyName ?? '', scope };
    return { ...identity, name: name ?? keyName ?? '', key };
  };
