import type { Database, Limiter, Sql } from '@fakexplain/database';
import type { Logger, TrustedProxies } from '@fakexplain/service-kit';
import type { ModelRegistry } from './models/routes.ts';
import type { KeptModels } from './trials/kept-models.ts';
import type { TrialPlaces } from './trials/trial-places.ts';

/** Everything the API of the inference service depends on; tests pass their own. */
export interface Dependencies {
  db: Database;
  /** The connection pool of `db`. */
  sql: Sql;
  /** Where manifests are, and what decides whether their models can be asked. */
  registry: ModelRegistry;
  /** Open models of trials; workers open those of runs. */
  kept: KeptModels;
  /** How often each network may try models. */
  limiter: Limiter<'trial'>;
  /** How many trials run at once; default: the usual number. */
  places?: TrialPlaces;
  /** The proxies whose word about the address of a client is trusted. */
  trustedProxies: TrustedProxies;
  clock: () => Date;
  /** Aborted when the service stops: event streams end with it. */
  stopping: AbortSignal;
  logger: Logger;
}
