import { arena, bodyLimits } from '@fakexplain/contract';
import { accountsBy, assertMigrated, outageOf } from '@fakexplain/database';
import { createApp as createServiceApp } from '@fakexplain/service-kit';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { auditLogRoutes } from './accounts/audit-log/routes.ts';
import { ownRoutes } from './accounts/own/routes.ts';
import { peopleRoutes } from './accounts/people/routes.ts';
import { signInRoutes } from './accounts/sign-in/routes.ts';
import { createDesignCache } from './ballots/design-cache.ts';
import { ballotRoutes } from './ballots/routes.ts';
import { blindingRoutes } from './blinding/routes.ts';
import { caseRoutes } from './cases/routes.ts';
import { covariateRoutes } from './covariates/routes.ts';
import type { Dependencies } from './dependencies.ts';
import { apiDescription, describeSecurity } from './openapi.ts';
import { invitationRoutes } from './invitations/routes.ts';
import { entrantRoutes } from './entrants/routes.ts';
import { raterFlowRoutes } from './rater-flow/routes.ts';
import { exclusionRoutes } from './exclusions/routes.ts';
import { exportRoutes } from './exports/routes.ts';
import { consentRoutes } from './consents/routes.ts';
import { ledgerRoutes } from './ledger/routes.ts';
import { participantRoutes } from './participants/routes.ts';
import { pictureRoutes } from './pictures/routes.ts';
import { monitorRoutes } from './monitor/routes.ts';
import { passRoutes } from './passes/routes.ts';
import { planRoutes } from './plans/routes.ts';
import { previewRoutes } from './preview/routes.ts';
import { raterRoutes } from './raters/routes.ts';
import { ratingsRoutes } from './ratings/routes.ts';
import { relianceRoutes } from './reliance/routes.ts';
import { snapshotRoutes } from './snapshots/routes.ts';
import { strengthRoutes } from './strengths/routes.ts';
import { studyRoutes } from './studies/routes.ts';
import { ownDataRoutes } from './withdrawals/routes.ts';
import { voteRoutes } from './votes/routes.ts';

export type { Dependencies } from './dependencies.ts';

/** Each subject brings its own routes; a new one is added here. */
const subjects = {
  pages: [
    studyRoutes,
    planRoutes,
    snapshotRoutes,
    previewRoutes,
    invitationRoutes,
    participantRoutes,
    consentRoutes,
    exclusionRoutes,
    signInRoutes,
    ownRoutes,
    peopleRoutes,
    auditLogRoutes,
  ],
  raters: [raterRoutes, ballotRoutes, pictureRoutes, voteRoutes, passRoutes, ownDataRoutes],
  reports: [
    ratingsRoutes,
    ledgerRoutes,
    entrantRoutes,
    raterFlowRoutes,
    relianceRoutes,
    strengthRoutes,
    blindingRoutes,
    covariateRoutes,
    caseRoutes,
    monitorRoutes,
  ],
  exports: [exportRoutes],
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
    guarded: { contract: arena, accounts: accountsBy(sql) },
  });
  describeSecurity(app);
  const designs = createDesignCache(pools?.raters.sql ?? sql, dependencies.clock);
  const shared = { ...dependencies, designs };
  for (const routes of subjects.pages) app.route('/', routes(shared));
  for (const kind of ['raters', 'reports', 'exports'] as const)
    for (const routes of subjects[kind]) app.route('/', routes({ ...shared, ...pools?.[kind] }));
  return app;
}
