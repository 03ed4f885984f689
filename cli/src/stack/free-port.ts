import { randomInt } from 'node:crypto';
import { createServer } from 'node:net';

/** Ports below those that systems give to connections: nobody has one by chance, not even while a service is started again. */
const seldomTaken = [15_000, 30_000] as const;

/** `preferred` when it is free, else the next free one above it; 0 asks for any. */
export async function freePort(preferred = 0, host = '127.0.0.1'): Promise<number> {
  for (let step = 0; step < 100; step += 1) {
    const port = preferred === 0 ? randomInt(...seldomTaken) : preferred + step;
    if (await isFree(port, host)) return port;
  }
  throw new Error(
    preferred === 0
      ? `no free port was found between ${seldomTaken.join(' and ')}`
      : `no free port between ${preferred} and ${preferred + 99}; set PORT to another`,
  );
}

function isFree(port: number, host: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(false);
      else reject(error);
    });
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}
