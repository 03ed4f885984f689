import { assertMigrated, isUnreachable } from '@fakexplain/database';
import { createApp as createServiceApp } from '@fakexplain/service-kit';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { createDesignCache } from './ballots/design-cache.ts';
import { ballotRoutes } from './ballots/routes.ts';
import { blindingRoutes } from './blinding/routes.ts';
import { caseRoutes } from './cases/routes.ts';
import { covariateRoutes } from './covariates/routes.ts';
import type { Dependencies } from './dependencies.ts';
import { apiDescription, describeSecurity } from './openapi.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { exclusionRoutes } from './exclusions/routes.ts';
import { pictureRoutes } from './pictures/routes.ts';
import { passRoutes } from './passes/routes.ts';
import { raterRoutes } from './raters/routes.ts';
import { ratingsRoutes } from './ratings/routes.ts';
import { studyRoutes } from './studies/routes.ts';
import { voteRoutes } from './votes/routes.ts';

export type { Dependencies } from './dependencies.ts';

/** Each subject brings its own routes; a new one is added here. */
const subjects = [
  studyRoutes,
  raterRoutes,
  invitationRoutes,
  ballotRoutes,
  pictureRoutes,
  voteRoutes,
  passRoutes,
  ratingsRoutes,
  blindingRoutes,
  covariateRoutes,
  exclusionRoutes,
  caseRoutes,
];

/** The arena's API from explicit dependencies. */
export function createApp(dependencies: Dependencies): OpenAPIHono {
  const { sql, blobs, logger, trustedProxies } = dependencies;
  const app = createServiceApp({
    ...apiDescription,
    logger,
    trustedProxies,
    ready: { database: () => assertMigrated(sql), blobs: () => blobs.has('0'.repeat(64)) },
    isOutage: isUnreachable,
  });
  describeSecurity(app);
  const designs = createDesignCache(sql, dependencies.clock);
  for (const routes of subjects) app.route('/', routes({ ...dependencies, designs }));
  return app;
}
