import { limitSetting, readEnvironment, serviceSettings } from '@fakexplain/service-kit';
import { blobSettings } from '@fakexplain/service-kit/blobs';
import { z } from 'zod';

/** Settings of the service. */
export const readEnv = () =>
  readEnvironment(
    z.object({
      ...serviceSettings(4_101),
      ...blobSettings,
      // A class of sixty behind one address starts at once, and votes every twelve seconds each.
      LIMIT_ENROL: limitSetting('60, 6'),
      LIMIT_DRAW: limitSetting('300, 360'),
      LIMIT_VOTE: limitSetting('300, 300'),
      LIMIT_SIGN_IN: limitSetting('20, 6'),
      LIMIT_SIGN_IN_ACCOUNT: limitSetting('10, 1'),
      PUBLIC_URL: z.url({ protocol: /^https?$/ }).default('http://localhost:4100'),
      GITHUB_CLIENT_ID: z.string().optional(),
      GITHUB_CLIENT_SECRET: z.string().optional(),
      OIDC_ISSUER: z.url().optional(),
      OIDC_CLIENT_ID: z.string().optional(),
      OIDC_CLIENT_SECRET: z.string().optional(),
      OIDC_NAME: z.string().default('your institution'),
      PARTICIPANT_KEY: z.string().min(16, 'at least 16 characters'),
    }),
  );
