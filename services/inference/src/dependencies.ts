import type { Database, Sql } from '@fakexplain/database';
import type { Logger, TrustedProxies } from '@fakexplain/service-kit';
import type { ModelShelf } from './models/routes.ts';
import type { TrialLimits } from './trials/limits.ts';
import type { KeptModels } from './trials/kept-models.ts';

/** All that the inference service's API needs of the world; tests bring their own. */
export interface Dependencies {
  db: Database;
  /** The pool below `db`. */
  sql: Sql;
  /** Where manifests are, and what decides whether their models can be asked. */
  shelf: ModelShelf;
  /** Models that trials ask; those of runs are opened by workers. */
  kept: KeptModels;
  /** The usual one unless given. */
  limits?: TrialLimits | undefined;
  /** Whose word counts on where a request comes from. */
  trustedProxies: TrustedProxies;
  clock: () => Date;
  /** What maintainers send as bearer token. */
  maintainerToken: string;
  /** Aborted when the service stops: event streams end with it. */
  stopping: AbortSignal;
  logger: Logger;
}
