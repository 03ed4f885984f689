export { connect } from './client.ts';
export type {
  Connection,
  ConnectOptions,
  Database,
  DatabaseOrTransaction,
  DatabaseRole,
  Sql,
  SqlOrTransaction,
  Transaction,
  TransactionSql,
} from './client.ts';
export { isUnreachable } from './is-unreachable.ts';
export { assertMigrated, migrate } from './migrations/migrate.ts';
