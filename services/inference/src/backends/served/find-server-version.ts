import { z } from 'zod';
import type { Endpoint } from './ask-with-retries.ts';

/** Where servers give their version, outside of OpenAI's interface. */
const addresses: { path: string; schema: z.ZodType<string> }[] = [
  // vLLM
  { path: '/version', schema: z.object({ version: z.string() }).transform(({ version }) => version) },
  // llama.cpp
  { path: '/props', schema: z.object({ build_info: z.string() }).transform((props) => props.build_info) },
  // SGLang
  { path: '/get_server_info', schema: z.object({ version: z.string() }).transform(({ version }) => version) },
];
const timeoutMs = 5_000;

/** The version of the server at an endpoint, for the record; null where it gives none. */
export async function findServerVersion({ url }: Endpoint, signal: AbortSignal): Promise<string | null> {
  for (const { path, schema } of addresses) {
    const answer = await fetch(new URL(path, url), {
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
      .then((response): unknown => (response.ok ? response.json() : null))
      .catch(() => null);
    signal.throwIfAborted();
    const version = schema.safeParse(answer);
    if (version.success) return version.data;
  }
  return null;
}
