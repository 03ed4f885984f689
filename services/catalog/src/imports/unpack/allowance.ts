import { Transform } from 'node:stream';
import { ImportRefused } from '../../rows/refusal.ts';

/** What an archive may come to when it is unpacked. */
export interface UnpackLimits {
  entries: number;
  bytes: number;
}

/** Counts what is unpacked, by what really comes out and not by what the archive says of itself. */
export class Allowance {
  readonly #limits: UnpackLimits;
  readonly #signal: AbortSignal | undefined;
  #entries = 0;
  #bytes = 0;

  constructor(limits: UnpackLimits, signal?: AbortSignal) {
    this.#limits = limits;
    this.#signal = signal;
  }

  /** @throws ImportRefused */
  addEntry(): void {
    this.#entries += 1;
    const { entries } = this.#limits;
    if (this.#entries > entries) throw new ImportRefused(`The archive holds more than ${entries} entries.`);
  }

  /** @throws ImportRefused, or what the signal says */
  addBytes(bytes: number): void {
    this.#signal?.throwIfAborted();
    this.#bytes += bytes;
    const { bytes: most } = this.#limits;
    if (this.#bytes > most)
      throw new ImportRefused(`The archive comes to more than ${most} bytes when it is unpacked.`);
  }

  /** Lets bytes through and counts them. */
  counting(): Transform {
    return new Transform({
      transform: (chunk: Uint8Array, _encoding, done) => {
        try {
          this.addBytes(chunk.length);
          done(null, chunk);
        } catch (error) {
          done(error instanceof Error ? error : new Error(String(error)));
        }
      },
    });
  }
}
