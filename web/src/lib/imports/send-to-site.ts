import type { catalog } from '@fakexplain/contract';
import { sendParts, type Begun, type PartsSender } from './send-parts.ts';

const longestPauseMs = 15_000;

/**
 * Sends a file, or the rest of one that was begun, to this site in parts.
 * @throws Error in words for the person who sends
 */
export async function sendToSite(
  file: File,
  begun: Begun | undefined,
  told: { onSent: (done: number, of: number) => void; onWaiting: (waits: boolean) => void },
  signal: AbortSignal,
): Promise<Begun> {
  const now = begun ?? (await begin(file, signal));
  const address = `/maintain/imports/${now.id}/parts`;
  const sender: PartsSender = {
    async here() {
      const { parts }: { parts: { part: number; sha256: string }[] } = await answered(
        await fetch(address, { signal }),
      );
      return new Map(parts.map(({ part, sha256 }) => [part, sha256]));
    },
    async send(part, bytes, sha256) {
      const query = sha256 === null ? '' : `?sha256=${sha256}`;
      const headers = { 'content-type': 'application/octet-stream' };
      const init = { method: 'PUT', body: bytes, headers, signal };
      const response = await fetch(`${address}/${part}${query}`, init).catch(() => null);
      if (response?.ok) return 'kept';
      // What a service or a proxy in between is out of order for passes.
      if (response === null || response.status >= 500 || response.status === 408) return 'again';
      return { refused: await reasonOf(response) };
    },
    hash: hashInBrowser,
    onSent: (done) => told.onSent(done, now.parts),
    onWaiting: told.onWaiting,
    pause: (attempt) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, Math.min(longestPauseMs, 500 * 2 ** attempt));
        const on = () => {
          clearTimeout(timer);
          resolve();
        };
        addEventListener('online', on, { once: true });
        signal.addEventListener('abort', on, { once: true });
      }),
  };
  await sendParts(file, now, sender, signal);
  return now;
}

async function begin(file: File, signal: AbortSignal): Promise<catalog.Import> {
  const body = JSON.stringify({ fileName: file.name, byteSize: file.size });
  const headers = { 'content-type': 'application/json' };
  return answered(await fetch('/maintain/imports/new', { method: 'POST', body, headers, signal }));
}

/** The site's own endpoints answer with what the contract says. */
async function answered<T>(response: Response): Promise<T> {
  if (!response.ok) throw new Error(await reasonOf(response));
  return response.json();
}

async function reasonOf(response: Response): Promise<string> {
  const said: unknown = await response.json().catch(() => null);
  const words = typeof said === 'object' && said !== null && 'message' in said ? said.message : null;
  return typeof words === 'string' ? words : `The site answered ${response.status}.`;
}

/** Browsers have hashes on secure pages alone. */
async function hashInBrowser(bytes: Blob): Promise<string | null> {
  if (!globalThis.isSecureContext) return null;
  const digest = await crypto.subtle.digest('SHA-256', await bytes.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
