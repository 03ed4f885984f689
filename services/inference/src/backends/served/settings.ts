import { z } from 'zod';

/** A server that speaks OpenAI's chat completions: vLLM, SGLang, llama.cpp, TGI. */
export const servedBackendSchema = z.strictObject({
  kind: z.literal('served'),
  /** Base addresses, `/v1` included; requests are spread over those that answer. */
  endpoints: z.array(z.url()).min(1),
  /** The model's name there. */
  model: z.string().min(1),
});
