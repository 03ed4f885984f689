import type { inference } from '@fakexplain/contract';
import type { Manifest } from './manifest-schema.ts';

/** Greedy, with the token limit of the FakeXplain authors' own client. */
const defaultDecoding: inference.Decoding = { maxTokens: 1_000, temperature: 0, topP: 1, seed: 0 };

/** How a model decodes: as `changes` says, else as its manifest does, else greedily. */
export function decodingOf(
  { decoding = {} }: Pick<Manifest, 'decoding'>,
  changes: NonNullable<Manifest['decoding']> = {},
): inference.Decoding {
  const pick = <K extends keyof inference.Decoding>(key: K) =>
    changes[key] ?? decoding[key] ?? defaultDecoding[key];
  return {
    maxTokens: pick('maxTokens'),
    temperature: pick('temperature'),
    topP: pick('topP'),
    seed: pick('seed'),
  };
}
