import { z } from 'zod';
import { hasPlaceholder } from '../../models/placeholders.ts';

const seconds = z.number().positive();
/** Node's own client gives up after 300 seconds without a word. */
const silence = seconds.max(290);
/** Fields that are the backend's own. */
const ownFields = ['messages', 'model', 'stream', 'stream_options'];

const endpointSchema = z
  .string()
  .min(1)
  .superRefine((text, context) => {
    if (hasPlaceholder(text)) return;
    const problem = addressProblem(text);
    if (problem) context.addIssue({ code: 'custom', message: problem });
  })
  .describe('An address, or the variable that holds one or several, separated by commas.');

/** What is wrong with the address of a server, in words that do not repeat it; null if nothing is. */
export function addressProblem(text: string): string | null {
  if (!URL.canParse(text)) return 'is no address such as http://127.0.0.1:8000/v1';
  const { protocol, username, password } = new URL(text);
  if (protocol !== 'http:' && protocol !== 'https:') return 'must begin with http:// or https://';
  return username || password ? 'must hold no user and password: a key goes into apiKey' : null;
}

export const servedBackendSchema = z
  .strictObject({
    kind: z.literal('served'),
    endpoints: z
      .array(endpointSchema)
      .min(1)
      .describe('Base addresses, `/v1` included; requests are spread over those that answer.'),
    model: z.string().min(1).describe("The model's name there."),
    apiKey: z
      .string()
      .regex(/^\$\{[A-Z][A-Z0-9_]*(:-)?\}$/, 'names a variable, ${NAME}, or ${NAME:-} where none is needed')
      .optional()
      .describe('The variable that holds the key; a manifest never holds one itself.'),
    constraint: z
      .enum(['none', 'vllm-regex', 'vllm-grammar', 'sglang-regex', 'sglang-ebnf', 'llama.cpp-grammar'])
      .default('none')
      .describe(
        "How the server is told to write only what the grammar knows. It must be the server's own way: others ignore it without a word, which the probe finds out.",
      ),
    skipSpecialTokens: z
      .boolean()
      .nullable()
      .default(false)
      .describe(
        'False keeps `<|box_start|>` and its like in the text; null leaves the field out, for servers that refuse it.',
      ),
    tokenLimit: z
      .enum(['max_tokens', 'max_completion_tokens'])
      .default('max_tokens')
      .describe(
        "What the server calls the most tokens of an answer. `max_completion_tokens` is the name of OpenAI's reasoning models, which refuse temperature, top_p and seed: with it these are sent only where `decoding` has them.",
      ),
    request: z
      .record(
        z.string().refine((field) => !ownFields.includes(field), 'is a field that the backend sets itself'),
        z.json(),
      )
      .default({})
      .describe(
        'Further fields of the request, as the server knows them; they come before those of the decoding.',
      ),
    concurrency: z.int().min(1).max(1_024).default(16).describe('Requests in flight at each endpoint.'),
    firstTokenTimeout: silence
      .default(120)
      .describe("Seconds until the first piece of text, waiting in the server's queue included."),
    idleTimeout: silence.default(60).describe('Seconds between two pieces of text.'),
    attempts: z.int().min(1).max(20).default(5).describe('How often an image is asked for in all.'),
    firstDelay: seconds
      .default(1)
      .describe(
        'Seconds before the second attempt; doubled each time, up to `longestDelay`, and varied by half.',
      ),
    longestDelay: seconds.default(60),
    pictures: z
      .array(z.enum(['image/jpeg', 'image/png', 'image/webp', 'image/gif', 'image/avif']))
      .min(1)
      .default(['image/jpeg', 'image/png'])
      .describe('Types of images that the server reads; others are sent as PNG.'),
    resizeBeforeSending: z
      .boolean()
      .default(false)
      .describe(
        'True sends images in the size that `reading.resize` gives, for servers that would resize them to another: llama.cpp, OpenVINO. Only for boxes in `qwen-smart-resized`.',
      ),
  })
  .describe("A server that speaks OpenAI's chat completions: vLLM, SGLang, llama.cpp, TGI.");
export type ServedSettings = z.output<typeof servedBackendSchema>;
