import type { Connection, DatabaseOrTransaction } from '@fakexplain/database';
import type { Logger } from '@fakexplain/service-kit';
import { z } from 'zod';
import { readSecret } from './read-secret.ts';
import type { Provider } from './providers.ts';

export interface Asked {
  method?: 'GET' | 'POST';
  body?: object;
  /** Token of the session of who asks. */
  session?: string | undefined;
  /** Cookies that it gave out before, as `cookies` of its answer. */
  cookies?: string | undefined;
  /** What the visitor's browser calls itself. */
  browser?: string | undefined;
}

export interface Answer {
  ok: boolean;
  status: number;
  body: unknown;
  /** Why it refused, in better-auth's word. */
  code: string;
  /** Token of a session that it began. */
  session: string | null;
  /** What the browser is to keep until it comes back. */
  cookies: string;
  /** Where it sends the browser. */
  location: string | null;
}

/** Asks better-auth for one of its endpoints, on a database or in a transaction of it. */
export type AskAuth = (db: DatabaseOrTransaction, path: string, asked: Asked) => Promise<Answer>;

/** better-auth, loaded when it is first asked. */
export interface Auth {
  ask: AskAuth;
  hashPassword: (password: string) => Promise<string>;
  verifyPassword: (kept: { hash: string; password: string }) => Promise<boolean>;
}

const refusalSchema = z.object({ code: z.string().optional() });

/** @param accounts a pool with the rights of the role `fakexplain_account` */
export function openAuth({
  accounts,
  publicUrl,
  providers,
  logger,
}: {
  accounts: Connection;
  publicUrl: string;
  providers: readonly Provider[];
  logger: Logger;
}): Auth {
  const secret = () => readSecret(accounts.sql, 'sign-in');
  return {
    async ask(db, path, { method = 'POST', body, session, cookies, browser }) {
      const { createAuth } = await import('./auth.ts');
      const auth = createAuth(db, { publicUrl, secret: await secret(), providers, logger });
      const headers = new Headers({ origin: publicUrl });
      if (session !== undefined) headers.set('authorization', `Bearer ${session}`);
      if (cookies !== undefined) headers.set('cookie', cookies);
      if (browser !== undefined) headers.set('user-agent', browser);
      if (method === 'POST') headers.set('content-type', 'application/json');
      const response = await auth.handler(
        new Request(`${publicUrl}/auth${path}`, {
          method,
          headers,
          ...(method === 'POST' && { body: JSON.stringify(body ?? {}) }),
        }),
      );
      const answered: unknown = await response.json().catch(() => null);
      const refusal = refusalSchema.safeParse(answered);
      const [begun] = response.headers.get('set-auth-token')?.split('.') ?? [];
      return {
        ok: response.ok,
        status: response.status,
        body: answered,
        code: (refusal.success && refusal.data.code) || String(response.status),
        session: begun ?? null,
        cookies: response.headers
          .getSetCookie()
          .map((cookie) => cookie.split(';')[0] ?? '')
          .join('; '),
        location: response.headers.get('location'),
      };
    },
    hashPassword: async (password) => (await import('./auth.ts')).hashPassword(password),
    verifyPassword: async (kept) => (await import('./auth.ts')).verifyPassword(kept),
  };
}
