import { ProblemError } from '@fakexplain/service-kit';

/** An account elsewhere that people may sign in with, as the environment names it. */
export interface Provider {
  /** In addresses; `github` or `oidc`. */
  id: string;
  /** As pages show it. */
  name: string;
  clientId: string;
  clientSecret: string;
  /** Of OpenID Connect; GitHub has none. */
  issuer: string | null;
}

interface ProviderEnv {
  GITHUB_CLIENT_ID?: string | undefined;
  GITHUB_CLIENT_SECRET?: string | undefined;
  OIDC_ISSUER?: string | undefined;
  OIDC_CLIENT_ID?: string | undefined;
  OIDC_CLIENT_SECRET?: string | undefined;
  OIDC_NAME: string;
}

/** The providers that are configured. @throws Error where one is in part */
export function providersFrom(env: ProviderEnv): Provider[] {
  const { GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET, OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET } = env;
  const providers: Provider[] = [];
  const github = [GITHUB_CLIENT_ID, GITHUB_CLIENT_SECRET];
  if (GITHUB_CLIENT_ID !== undefined && GITHUB_CLIENT_SECRET !== undefined)
    providers.push({
      id: 'github',
      name: 'GitHub',
      clientId: GITHUB_CLIENT_ID,
      clientSecret: GITHUB_CLIENT_SECRET,
      issuer: null,
    });
  else if (github.some((value) => value !== undefined))
    throw new Error('GITHUB_CLIENT_ID and GITHUB_CLIENT_SECRET go together.');
  const oidc = [OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET];
  if (OIDC_ISSUER !== undefined && OIDC_CLIENT_ID !== undefined && OIDC_CLIENT_SECRET !== undefined)
    providers.push({
      id: 'oidc',
      name: env.OIDC_NAME,
      clientId: OIDC_CLIENT_ID,
      clientSecret: OIDC_CLIENT_SECRET,
      issuer: OIDC_ISSUER.replace(/\/$/, ''),
    });
  else if (oidc.some((value) => value !== undefined))
    throw new Error('OIDC_ISSUER, OIDC_CLIENT_ID and OIDC_CLIENT_SECRET go together.');
  return providers;
}

/** @throws ProblemError `not-found` */
export function requireProvider(providers: readonly Provider[], id: string): Provider {
  const provider = providers.find((one) => one.id === id);
  if (provider) return provider;
  throw new ProblemError('not-found', { detail: `No provider "${id}" is configured here.` });
}
