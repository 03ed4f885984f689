import { createServer, request } from 'node:http';
import type { Received } from './received.ts';

export interface RecordingProxy {
  address: string;
  /** Every answer that passed, whole, in the order in which they ended. */
  answers: Received[];
  stop(): Promise<void>;
}

/** Stands between a browser and a site, and keeps each answer as it came over the wire. */
export async function startRecordingProxy(target: string): Promise<RecordingProxy> {
  const answers: Received[] = [];
  const server = createServer((asked, reply) => {
    const { method = 'GET', url = '/' } = asked;
    // What is compared is read as text.
    const headers = { ...asked.headers, 'accept-encoding': 'identity' };
    const onward = request(new URL(url, target), { method, headers }, (answer) => {
      const { statusCode = 0, rawHeaders } = answer;
      reply.writeHead(statusCode, rawHeaders);
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => {
        chunks.push(chunk);
        reply.write(chunk);
      });
      answer.on('end', () => {
        const lines = rawHeaders.flatMap((name, at) => (at % 2 ? [] : `${name}: ${rawHeaders[at + 1]}`));
        answers.push({
          what: `${method} ${url}`,
          status: statusCode,
          headers: lines,
          body: Buffer.concat(chunks),
        });
        reply.end();
      });
    });
    onward.on('error', (error) => reply.destroy(error));
    asked.pipe(onward);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the proxy listens nowhere');
  return {
    address: `http://localhost:${address.port}`,
    answers,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
