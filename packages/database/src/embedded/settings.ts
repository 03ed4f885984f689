import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';

const settingsSchema = z.object({
  password: z.string().min(1),
  port: z.int().min(1).max(65535),
  /** The process that runs, or last ran, the server. */
  owner: z.int().nullable(),
});
export type Settings = z.infer<typeof settingsSchema>;

const path = (dataDir: string) => join(dataDir, 'connection.json');

/** The settings kept in `dataDir`, or null when none were kept yet. */
export function readSettings(dataDir: string): Settings | null {
  let text;
  try {
    text = readFileSync(path(dataDir), 'utf8');
  } catch {
    return null;
  }
  try {
    return settingsSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new Error(
      `${path(dataDir)} is damaged; restore its password, port and owner, or remove ${dataDir}.`,
      {
        cause,
      },
    );
  }
}

/** Replaces the settings in one step, readable by their owner alone. */
export function writeSettings(dataDir: string, settings: Settings): void {
  const draft = `${path(dataDir)}.new`;
  writeFileSync(draft, JSON.stringify(settings, null, 2) + '\n', { mode: 0o600 });
  chmodSync(draft, 0o600);
  renameSync(draft, path(dataDir));
}

export const newPassword = () => randomBytes(24).toString('base64url');

/** Whether nothing listens on the loopback port. Port 0 asks for any; the free one found is the answer. */
export function freePort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : null));
    });
  });
}
