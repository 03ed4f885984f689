import { createServer } from 'node:net';

/** `preferred` when it is free, else the next free one above it; 0 asks the system for any. */
export async function freePort(preferred = 0, host = '127.0.0.1'): Promise<number> {
  for (let port = preferred; port < preferred + 100; port += 1) {
    const found = await tryPort(port, host);
    if (found !== null) return found;
  }
  throw new Error(`no free port between ${preferred} and ${preferred + 99}; set PORT to another`);
}

function tryPort(port: number, host: string): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(null);
      else reject(error);
    });
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null));
    });
  });
}
