import { bodyLimits } from '@fakexplain/contract';
import { assertMigrated, outageOf } from '@fakexplain/database';
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
import { keptVotes } from './reports/kept-votes.ts';
import { studyRoutes } from './studies/routes.ts';
import { voteRoutes } from './votes/routes.ts';

export type { Dependencies } from './dependencies.ts';

/** Each subject brings its own routes; a new one is added here. */
const subjects = {
  pages: [studyRoutes, invitationRoutes, exclusionRoutes],
  raters: [raterRoutes, ballotRoutes, pictureRoutes, voteRoutes, passRoutes],
  reports: [ratingsRoutes, blindingRoutes, covariateRoutes, caseRoutes],
};

/** Pools of their own for kinds of work, so that none waits for the connections of another; those of pages are in the dependencies. */
export type Pools = Record<Exclude<keyof typeof subjects, 'pages'>, Pick<Dependencies, 'db' | 'sql'>>;

/** The arena's API from explicit dependencies. */
export function createApp(dependencies: Dependencies, pools?: Pools): OpenAPIHono {
  const { sql, blobs, logger, trustedProxies } = dependencies;
  const app = createServiceApp({
    ...apiDescription,
    logger,
    maxBodyBytes: bodyLimits.arena,
    trustedProxies,
    ready: { database: () => assertMigrated(sql), blobs: () => blobs.has('0'.repeat(64)) },
    outageOf,
  });
  describeSecurity(app);
  const designs = createDesignCache(pools?.raters.sql ?? sql, dependencies.clock);
  const shared = { ...dependencies, designs, readVotes: keptVotes() };
  for (const routes of subjects.pages) app.route('/', routes(shared));
  for (const kind of ['raters', 'reports'] as const)
    for (const routes of subjects[kind]) app.route('/', routes({ ...shared, ...pools?.[kind] }));
  return app;
}
