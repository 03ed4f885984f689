/** What is known of a file on the server. */
export interface Begun {
  id: string;
  fileName: string;
  byteSize: number;
  partBytes: number;
  parts: number;
}

export interface PartsSender {
  /** The parts that are on the server, by their hashes. @throws where it cannot be asked */
  here: () => Promise<Map<number, string>>;
  /** Sends a part; `again` where the connection failed, `refused` in the service's words. */
  send: (part: number, bytes: Blob, sha256: string | null) => Promise<'kept' | 'again' | { refused: string }>;
  /** The hash of bytes in hex; null where the browser has none outside of secure pages. */
  hash: (bytes: Blob) => Promise<string | null>;
  onSent: (parts: number) => void;
  /** Told whether it waits for the connection to come back. */
  onWaiting: (waits: boolean) => void;
  /** Waits before it tries for the nth time again, from 1. */
  pause: (attempt: number) => Promise<void>;
}

export class OtherFile extends Error {
  override name = 'OtherFile';
}

/**
 * Sends what the server lacks of a file. A connection that breaks is waited for; what is there is compared by its hash and not
 * sent again.
 * @throws OtherFile where it is not the file that was begun, Error where the service refuses
 */
export async function sendParts(
  file: Blob & { name: string },
  begun: Begun,
  sender: PartsSender,
  signal: AbortSignal,
): Promise<void> {
  const { parts, partBytes } = begun;
  if (file.size !== begun.byteSize)
    throw new OtherFile(`That file has ${file.size} bytes; ${begun.fileName} has ${begun.byteSize}.`);
  const here = await patiently(() => sender.here(), sender, signal);
  let sent = 0;
  for (let part = 0; part < parts; part += 1) {
    signal.throwIfAborted();
    const bytes = file.slice(part * partBytes, (part + 1) * partBytes);
    const sha256 = await sender.hash(bytes);
    const there = here.get(part);
    if (there !== undefined && sha256 !== null && there !== sha256)
      throw new OtherFile(
        `That is not the file whose parts are on the server: it differs from its part ${part + 1}.`,
      );
    if (there === undefined || sha256 === null) await sendPart(part, bytes, sha256, sender, signal);
    sent += 1;
    sender.onSent(sent);
  }
}

async function sendPart(
  part: number,
  bytes: Blob,
  sha256: string | null,
  sender: PartsSender,
  signal: AbortSignal,
): Promise<void> {
  const outcome = await patiently(
    async () => {
      const said = await sender.send(part, bytes, sha256);
      if (said === 'again') throw new Error('the connection failed');
      return said;
    },
    sender,
    signal,
  );
  if (outcome !== 'kept') throw new Error(outcome.refused);
}

async function patiently<T>(
  act: () => Promise<T>,
  { onWaiting, pause }: PartsSender,
  signal: AbortSignal,
): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    try {
      const done = await act();
      if (attempt > 1) onWaiting(false);
      return done;
    } catch {
      onWaiting(true);
      await pause(attempt);
    }
  }
}
