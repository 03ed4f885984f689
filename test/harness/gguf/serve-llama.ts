// A real llama.cpp behind the part of OpenAI's API that is asked for: models, and chat completions that stream. Started as
// a process of its own with two GGUF files; tells its port by a message. Native code and its log stay out of the tests.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createRequire } from 'node:module';
import { z } from 'zod';

/** What is used of @fugood/llama.node, whose own types are sources that the compiler refuses. */
interface Llama {
  initMultimodal(options: { path: string; use_gpu: boolean }): Promise<boolean>;
  clearCache(): void;
  completion(
    options: object,
    onToken: (piece: { token: string }) => void,
  ): Promise<{ text: string; tokens_predicted: number; stopped_eos: boolean }>;
}
const require = createRequire(import.meta.url);
const { loadModel }: { loadModel: (options: object) => Promise<Llama> } = require('@fugood/llama.node');

const requestSchema = z.object({
  messages: z.array(
    z.object({
      role: z.string(),
      content: z.union([
        z.string(),
        z.array(
          z.discriminatedUnion('type', [
            z.object({ type: z.literal('text'), text: z.string() }),
            z.object({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
          ]),
        ),
      ]),
    }),
  ),
  max_tokens: z.int(),
  temperature: z.number(),
});

const [model = '', vision = ''] = process.argv.slice(2);
const llama = await loadModel({
  model,
  n_ctx: 1024,
  n_parallel: 1,
  n_gpu_layers: 0,
  n_threads: 1,
  // As exact as the weights: float32 throughout.
  cache_type_k: 'f32',
  cache_type_v: 'f32',
  flash_attn_type: 'off',
});
if (!(await llama.initMultimodal({ path: vision, use_gpu: false })))
  throw new Error(`llama.cpp does not read ${vision}`);

type Content = z.output<typeof requestSchema>['messages'][number]['content'];

/** Where a picture stands in a text for llama.cpp. Parts follow each other directly; left to itself it breaks the line. */
const textOf = (content: Content) =>
  typeof content === 'string'
    ? content
    : content.map((part) => (part.type === 'text' ? part.text : '<__media__>')).join('');

const picturesOf = (content: Content) =>
  typeof content === 'string'
    ? []
    : content.flatMap((part) => (part.type === 'image_url' ? [part.image_url.url] : []));

async function complete(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const asked = requestSchema.parse(JSON.parse(Buffer.concat(chunks).toString('utf8')));
  response.writeHead(200, { 'Content-Type': 'text/event-stream' });
  const say = (body: object) =>
    response.write(`data: ${JSON.stringify({ id: 'x', model: 'tiny', ...body })}\n\n`);
  const choice = (content: string, finish: string | null) =>
    say({ choices: [{ index: 0, delta: { content }, finish_reason: finish }] });
  let sent = 0;
  let done = false;
  // Each answer from nothing, as the local backend's: a reused beginning is computed in other batches.
  llama.clearCache();
  const answer = await llama.completion(
    {
      messages: asked.messages.map(({ role, content }) => ({ role, content: textOf(content) })),
      media_paths: asked.messages.flatMap(({ content }) => picturesOf(content)),
      jinja: true,
      force_pure_content: true,
      temperature: asked.temperature,
      top_k: 1,
      n_predict: asked.max_tokens,
      penalty_repeat: 1,
    },
    ({ token }) => {
      if (done) return;
      sent += token.length;
      choice(token, null);
    },
  );
  // The last tokens may be told after the end.
  done = true;
  choice(answer.text.slice(sent), null);
  const tokens = answer.tokens_predicted;
  choice('', answer.stopped_eos ? 'stop' : 'length');
  say({ choices: [], usage: { prompt_tokens: 0, completion_tokens: tokens, total_tokens: tokens } });
  response.end('data: [DONE]\n\n');
}

const server = createServer((request, response) => {
  if (request.url === '/v1/models') {
    response.setHeader('Content-Type', 'application/json');
    response.end(
      JSON.stringify({ object: 'list', data: [{ id: 'tiny', object: 'model', owned_by: 'llama.cpp' }] }),
    );
  } else {
    complete(request, response).catch((error: unknown) => {
      if (!response.headersSent) response.writeHead(500);
      response.end(String(error));
    });
  }
});
server.listen(0, '127.0.0.1', () => process.send?.(server.address()));
process.on('disconnect', () => process.exit());
