import type { inference } from '@fakexplain/contract';
import type { Manifest } from './manifest-schema.ts';

/** Greedy, with the token limit of the FakeXplain authors' own client. */
const defaultDecoding: Record<keyof inference.Decoding, number> = {
  maxTokens: 1_000,
  temperature: 0,
  topP: 1,
  seed: 0,
};

/** Fields of a request to a server, in OpenAI's words. */
const wireNames = { temperature: 'temperature', topP: 'top_p', seed: 'seed' } as const;

/** What the limit of tokens is called in a request. */
export const tokenLimitOf = ({
  tokenLimit,
  request,
}: ServedDecoding): 'max_tokens' | 'max_completion_tokens' =>
  tokenLimit === 'max_completion_tokens' || Object.hasOwn(request, 'max_completion_tokens')
    ? 'max_completion_tokens'
    : 'max_tokens';

interface ServedDecoding {
  tokenLimit: 'max_tokens' | 'max_completion_tokens';
  request: Record<string, unknown>;
}

/** The fields of decoding as a request has them; what is left out is not there. */
export function decodingFields(
  settings: ServedDecoding,
  decoding: inference.Decoding,
): Record<string, number> {
  const names = { maxTokens: tokenLimitOf(settings), ...wireNames };
  const fields = keys.flatMap((key) => {
    const value = decoding[key];
    return value === null ? [] : [[names[key], value] as const];
  });
  return Object.fromEntries(fields);
}

const keys = ['maxTokens', 'temperature', 'topP', 'seed'] as const;

/**
 * How a model is asked to decode: as `changes` says, else as its manifest does, else greedily. Null is what a request leaves
 * out: where the manifest's decoding has null, where its own fields of the request stand for it and are no number, and all
 * but the limit that it does not name where that is `max_completion_tokens`, which belongs to models that refuse the rest.
 */
export function decodingOf(
  { decoding = {}, backend }: Pick<Manifest, 'decoding' | 'backend'>,
  changes: NonNullable<Manifest['decoding']> = {},
): inference.Decoding {
  const served = backend.kind === 'served' ? backend : null;
  const limit = served && tokenLimitOf(served);
  const pick = (key: keyof inference.Decoding): number | null => {
    const name = key === 'maxTokens' ? (limit ?? 'max_tokens') : wireNames[key];
    if (served && Object.hasOwn(served.request, name)) {
      const own = served.request[name];
      return typeof own === 'number' ? own : null;
    }
    const said = changes[key] ?? decoding[key];
    if (said !== undefined) return said;
    return limit === 'max_completion_tokens' && key !== 'maxTokens' ? null : defaultDecoding[key];
  };
  return {
    maxTokens: pick('maxTokens'),
    temperature: pick('temperature'),
    topP: pick('topP'),
    seed: pick('seed'),
  };
}
