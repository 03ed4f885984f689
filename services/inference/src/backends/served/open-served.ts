import type { inference } from '@fakexplain/contract';
import OpenAI from 'openai';
import { VERSION } from 'openai/version';
import { decodingOf, tokenLimitOf } from '../../models/decoding.ts';
import type { Manifest } from '../../models/manifest-schema.ts';
import { ModelFailure, type Backend } from '../backend.ts';
import { askWithRetries, type Asking, type Endpoint } from './ask-with-retries.ts';
import { buildRequest } from './build-request.ts';
import { systemClock, type Clock } from './clock.ts';
import { constraintFields } from './constraint/constraint-fields.ts';
import { explanationTree } from './constraint/grammar-tree.ts';
import { writeRegex } from './constraint/write-tree.ts';
import { EndpointPool } from './endpoint-pool.ts';
import { prepareUrl } from './prepare-image.ts';
import { probeEndpoint, type Probed } from './probe-endpoint.ts';
import { addressProblem, type ServedSettings } from './settings.ts';

export interface OpenServedOptions {
  signal?: AbortSignal | undefined;
  onStep?: ((step: string) => void) | undefined;
  clock?: Clock;
}

/**
 * Opens a model behind servers that speak OpenAI's chat completions. Each endpoint is probed; one that nothing answers at
 * is asked again later, as long as another answers. `settings` are the manifest's, placeholders filled in.
 * @throws ModelFailure with the fault `model`
 */
export async function openServed(
  manifest: Manifest,
  settings: ServedSettings,
  { signal, onStep, clock = systemClock }: OpenServedOptions = {},
): Promise<Backend> {
  const closing = new AbortController();
  const until = (other: AbortSignal | undefined) =>
    other ? AbortSignal.any([other, closing.signal]) : closing.signal;
  const endpoints = settings.endpoints.map((url) => openEndpoint(url, settings));
  if (endpoints.length === 0) throw new ModelFailure('model', 'there is no endpoint to ask');

  const tree = manifest.reading && explanationTree(manifest.reading.grammar, manifest.reading.space);
  const constrained = settings.constraint !== 'none' && tree;
  const asking: Omit<Asking, 'pool'> = {
    settings,
    clock,
    allowed: constrained ? new RegExp(`^${writeRegex(constrained)}$`) : null,
  };
  onStep?.(`probing ${endpoints.map(({ url }) => url).join(', ')}`);
  const probes = await Promise.all(
    endpoints.map((endpoint) => probeEndpoint(endpoint, manifest, asking, until(signal))),
  );
  if (probes.every((probed) => probed === null)) {
    throw new ModelFailure('model', `no server answers at ${settings.endpoints.join(', ')}`);
  }

  const pool = new EndpointPool(endpoints, { limit: settings.concurrency, clock });
  const constraint = constrained ? constraintFields(settings.constraint, constrained) : {};
  const decoding = decodingOf(manifest);
  const resize = settings.resizeBeforeSending ? (manifest.reading?.resize ?? {}) : null;
  return {
    provenance: describe(settings, probes),
    concurrency: endpoints.length * settings.concurrency,
    generate: async (request, options = {}) => {
      const url = await prepareUrl(request, settings.pictures, resize);
      const body = buildRequest(manifest, settings, decoding, constraint, url);
      const answer = await askWithRetries({ ...asking, pool }, body, {
        ...options,
        signal: until(options.signal),
      });
      const { text, finish, tokens } = answer;
      return { kind: 'text', text, truncated: finish === 'length', tokens, probability: null };
    },
    close: async () => closing.abort(new ModelFailure('passing', 'the model was closed')),
  };
}

function openEndpoint(url: string, { apiKey }: ServedSettings): Endpoint {
  const problem = addressProblem(url);
  if (problem) throw new ModelFailure('model', `an endpoint ${problem}`);
  const client = new OpenAI({
    baseURL: url,
    // The client wants a key; servers that want none do not look at it.
    apiKey: apiKey || 'none',
    organization: null,
    project: null,
    maxRetries: 0,
    logLevel: 'off',
  });
  return { url, client };
}

function describe(settings: ServedSettings, probes: (Probed | null)[]): inference.Provenance {
  const { endpoints, model, constraint, skipSpecialTokens, resizeBeforeSending, request } = settings;
  const tokenLimit = tokenLimitOf(settings);
  const states = endpoints.map((url, index) => {
    const probed = probes[index];
    return probed ? `${url} (special tokens ${probed.specialTokens})` : `${url} (did not answer at first)`;
  });
  const foundOf = (what: 'owner' | 'root' | 'version') =>
    [...new Set(probes.flatMap((probed) => probed?.[what] ?? []))].join(', ');
  const [server, root, version] = [foundOf('owner'), foundOf('root'), foundOf('version')];
  return {
    provider: 'openai-compatible',
    versions: {
      openai: VERSION,
      node: process.versions.node,
      ...(version && { [server || 'server']: version }),
    },
    checkpoint: [],
    details: {
      model,
      endpoints: states.join(', '),
      constraint,
      ...(tokenLimit !== 'max_tokens' && { tokenLimit }),
      ...(server && { server }),
      ...(root && { root }),
      ...(skipSpecialTokens !== null && { skipSpecialTokens: String(skipSpecialTokens) }),
      ...(resizeBeforeSending && { resizeBeforeSending: 'true' }),
      ...(Object.keys(request).length > 0 && { request: JSON.stringify(request) }),
    },
  };
}
