import type { Connection } from '@fakexplain/database';
import type { Auth } from './ask-auth.ts';
import type { Provider } from './providers.ts';

/** What the routes about accounts need beside what the arena has. */
export interface AccountDependencies {
  /** A pool with the rights of the role `fakexplain_account`. */
  accounts: Connection;
  auth: Auth;
  providers: readonly Provider[];
}
