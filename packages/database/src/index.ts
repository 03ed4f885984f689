export { connect } from './client.ts';
export type {
  Connection,
  ConnectOptions,
  Database,
  DatabaseOrTransaction,
  DatabaseRole,
  Sql,
  Transaction,
} from './client.ts';
export { assertMigrated, migrate } from './migrations/migrate.ts';
