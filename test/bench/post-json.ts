import { Agent, request } from 'node:http';

export interface Posted {
  status: number;
  body: string;
}

/**
 * Sends JSON over connections that are kept alive, as cheaply as Node can, so that a benchmark measures the service and not its own
 * client: `fetch` costs more than what it asks for.
 */
export function jsonPoster(width: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  const post = (url: string, headers: Record<string, string>, body: unknown): Promise<Posted> =>
    new Promise((resolve, reject) => {
      const text = JSON.stringify(body);
      const length = Buffer.byteLength(text);
      const sent = request(
        url,
        {
          method: 'POST',
          agent,
          headers: { ...headers, 'content-type': 'application/json', 'content-length': length },
        },
        (answer) => {
          const chunks: Buffer[] = [];
          answer.on('data', (chunk: Buffer) => chunks.push(chunk));
          answer.on('end', () =>
            resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(chunks).toString() }),
          );
          answer.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(text);
    });
  return { post, close: () => agent.destroy() };
}
