export { accountsBy } from './accounts/accounts.ts';
export { hashSecret } from './accounts/identify.ts';
export { actAs, recordChange, type Actor, type Change } from './accounts/record-change.ts';
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
export { followDatabaseClock } from './database-clock.ts';
export { outageOf } from './outage.ts';
export { createLimiter, type Limiter } from './limits/limiter.ts';
export type { Bucket } from './limits/take-token.ts';
export { pendingMigrations } from './migrations/compare.ts';
export { readMigrations } from './migrations/files.ts';
export { assertMigrated, migrate } from './migrations/migrate.ts';
export { packedText, packedVotesOf } from './packed-votes.ts';
export { readSnapshot, type Read } from './read-snapshot.ts';
export { exportLimits, liftTimeLimits, pageLimits, reportLimits, type TimeLimits } from './time-limits.ts';
