import { Agent, request } from 'node:http';

/**
 * Sends JSON over connections that are kept alive, as cheaply as Node can, so that a benchmark measures the service and not its own
 * client: `fetch` costs more than what it asks for.
 * @returns a function that gives the status of an answer, whose body is read and dropped
 */
export function jsonPoster(width: number) {
  const agent = new Agent({ keepAlive: true, maxSockets: width });
  const post = (url: string, headers: Record<string, string>, body: unknown): Promise<number> =>
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
          answer.resume();
          answer.on('end', () => resolve(answer.statusCode ?? 0));
          answer.on('error', reject);
        },
      );
      sent.on('error', reject);
      sent.end(text);
    });
  return { post, close: () => agent.destroy() };
}
