import type { Sql } from '../client.ts';
import { identifyBy } from './identify.ts';
import { actAs } from './record-change.ts';

/** What a service needs to know of accounts, by whatever role it connects. */
export const accountsBy = (sql: Sql) => ({ identify: identifyBy(sql), actAs });
