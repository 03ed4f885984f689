import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import type { Grammar } from '@fakexplain/explanation';
import { z } from 'zod';
import { answerOf } from './answer-image.ts';
import type { Fault, FaultOf } from './faults.ts';
import { literalOfGbnf } from './match-gbnf.ts';
import { openStream } from './open-stream.ts';

export interface ModelServerOptions {
  /** The name of its model. */
  model?: string;
  grammar?: Grammar;
  /** The dialect of constraints that it heeds; fields of others are ignored without a word, as real servers do. */
  dialect?: 'vllm' | 'sglang' | 'llama.cpp' | 'none';
  /** Drops special tokens even from those who ask to keep them. */
  dropsSpecialTokens?: boolean;
  /** Puts what is in think beside the text, as servers with a reasoning parser do. */
  takesOutReasoning?: boolean;
  /** What it lists in place of its model; null: it fails to. */
  models?: readonly { id: string; owned_by: string }[] | null;
  /** Refuses `skip_special_tokens`, as servers do that check all fields. */
  refusesSkipSpecialTokens?: boolean;
  apiKey?: string;
  /** Decided by the hash alone unless told; `answerOf`. */
  answer?: (sha256: string) => string;
  faults?: FaultOf;
  /** Told of each request, by its picture and its `authorization`, before it is answered, which may be held back by this. */
  onRequest?: (sha256: string, authorization: string) => Promise<void> | void;
}

const bodySchema = z.looseObject({
  model: z.string(),
  stream: z.literal(true),
  stream_options: z.object({ include_usage: z.literal(true) }),
  skip_special_tokens: z.boolean().default(true),
  messages: z
    .array(
      z.object({
        role: z.enum(['system', 'user']),
        content: z.union([
          z.string(),
          z.tuple([
            z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
            z.object({ type: z.literal('text'), text: z.string() }),
          ]),
        ]),
      }),
    )
    .min(1),
  structured_outputs: z.object({ regex: z.string().optional(), grammar: z.string().optional() }).optional(),
  regex: z.string().optional(),
  ebnf: z.string().optional(),
  grammar: z.string().optional(),
});
export type ModelServerRequest = z.output<typeof bodySchema>;

export interface ModelServer {
  /** Base address, `/v1` included. */
  url: string;
  /** Every request that was read, in order. */
  requests: readonly ModelServerRequest[];
  /** How often a picture was asked for, by the hash of its bytes. */
  asked: ReadonlyMap<string, number>;
  /** How often a picture was answered to the end. */
  answered: ReadonlyMap<string, number>;
  /** Most requests that were in flight at once. */
  peak(): number;
  setFaults(faults: FaultOf | null): void;
  close(): Promise<void>;
}

/**
 * A server that speaks OpenAI's chat completions over real HTTP, streams deterministic answers, and has the faults that
 * it is told to have. `port` 0 is any.
 */
export async function startModelServer(options: ModelServerOptions = {}, port = 0): Promise<ModelServer> {
  const { model = 'fake', apiKey } = options;
  const requests: ModelServerRequest[] = [];
  const asked = new Map<string, number>();
  const answered = new Map<string, number>();
  let faults = options.faults ?? null;
  let inFlight = 0;
  let peak = 0;

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => refuse(response, 500, String(error)));
  });

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (apiKey !== undefined && request.headers.authorization !== `Bearer ${apiKey}`) {
      refuse(response, 401, 'a key is needed');
    } else if (request.url === '/v1/models') {
      const { models = [{ id: model, object: 'model', owned_by: 'fake-engine', root: 'somewhere/fake' }] } =
        options;
      if (models) sendJson(response, 200, { object: 'list', data: models });
      else response.writeHead(500, { 'content-type': 'text/plain' }).end('Internal Server Error');
    } else if (request.url === '/version') sendJson(response, 200, { version: '1.2.3' });
    else if (request.url === '/v1/chat/completions') {
      inFlight += 1;
      peak = Math.max(peak, inFlight);
      response.on('close', () => (inFlight -= 1));
      await complete(request, response);
    } else refuse(response, 404, 'there is nothing at this address');
  }

  async function complete(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const json: unknown = JSON.parse(await readText(request));
    if (
      options.refusesSkipSpecialTokens &&
      z.looseObject({ skip_special_tokens: z.boolean() }).safeParse(json).success
    )
      return sendJson(response, 422, {
        detail: "Unexpected fields in the request: {'skip_special_tokens'}",
      });
    const parsed = bodySchema.safeParse(json);
    if (!parsed.success) return refuse(response, 400, z.prettifyError(parsed.error));
    const body = parsed.data;
    requests.push(body);
    if (body.model !== model) return refuse(response, 404, `there is no model ${body.model}`);
    const sha256 = hashOfPicture(body);
    const attempt = (asked.get(sha256) ?? 0) + 1;
    asked.set(sha256, attempt);
    await options.onRequest?.(sha256, request.headers.authorization ?? '');
    const fault = faults?.({ sha256, attempt, count: requests.length }) ?? null;
    if (fault?.kind === 'status')
      return refuse(response, fault.status, 'as it was told to', fault.retryAfter);
    const whole = await openStream(response, writeAnswer(sha256, body, fault), fault, options);
    if (whole) answered.set(sha256, (answered.get(sha256) ?? 0) + 1);
  }

  function writeAnswer(sha256: string, body: ModelServerRequest, fault: Fault | null): string {
    if (fault?.kind === 'malformed') return 'As a language model I see a <|box_start|>picture(((, maybe.';
    const { grammar = 'qwen2.5-vl', answer = (hash: string) => answerOf(hash, grammar) } = options;
    const text = onlyText(body, options.dialect ?? 'none') ?? answer(sha256);
    const keeps = !body.skip_special_tokens && !options.dropsSpecialTokens;
    return keeps ? text : text.replaceAll(/<\|\w+\|>/g, '');
  }

  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the model server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    asked,
    answered,
    peak: () => peak,
    setFaults: (next) => (faults = next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The one text that a heeded constraint allows, where it allows one alone; other constraints the answers meet anyway. */
function onlyText(body: ModelServerRequest, dialect: ModelServerOptions['dialect']): string | null {
  const { structured_outputs: vllm, regex, ebnf, grammar } = body;
  const [asRegex, asGrammar] =
    dialect === 'vllm'
      ? [vllm?.regex, vllm?.grammar]
      : dialect === 'sglang'
        ? [regex, ebnf]
        : dialect === 'llama.cpp'
          ? [undefined, grammar]
          : [];
  if (asGrammar !== undefined) return literalOfGbnf(asGrammar);
  if (asRegex === undefined || /(?<!\\)[(|*+?{]/.test(asRegex)) return null;
  return asRegex.replaceAll(/\\(.)/g, (_, character: string) => (character === 'n' ? '\n' : character));
}

function hashOfPicture({ messages }: ModelServerRequest): string {
  const content = messages.find(({ role }) => role === 'user')?.content;
  const url = typeof content === 'object' ? content[0].image_url.url : '';
  const [, base64 = ''] = /^data:image\/\w+;base64,(.*)$/s.exec(url) ?? [];
  return createHash('sha256').update(Buffer.from(base64, 'base64')).digest('hex');
}

function refuse(response: ServerResponse, status: number, message: string, retryAfter?: string): void {
  if (response.headersSent) response.destroy();
  else {
    if (retryAfter !== undefined) response.setHeader('retry-after', retryAfter);
    sendJson(response, status, { error: { message, type: 'fake', code: status } });
  }
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
