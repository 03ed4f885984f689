/** What a model server does wrong with one request. */
export type Fault =
  /** Waits before each piece of the answer. */
  | { kind: 'slow'; milliseconds: number }
  /** Refuses, e.g. 429 or 500, with `Retry-After` where given. */
  | { kind: 'status'; status: number; retryAfter?: string }
  /** Breaks off after some pieces: the connection, or, `politely`, the stream alone. */
  | { kind: 'cut'; pieces: number; politely?: boolean }
  /** Tells of an error in the stream, after some pieces. */
  | { kind: 'stream-error'; pieces: number }
  /** Says nothing more after some pieces, and keeps the connection. */
  | { kind: 'silent'; pieces: number }
  /** Ends at the limit of tokens, after some pieces. */
  | { kind: 'truncated'; pieces: number }
  /** Writes what no grammar knows, whatever it was told to write. */
  | { kind: 'malformed' }
  /** Sends pieces that are no JSON. */
  | { kind: 'garbled' };

/** A request as faults see it. */
export interface SeenRequest {
  /** Of the picture's bytes as they came. */
  sha256: string;
  /** How often this picture has been asked for, this time included. */
  attempt: number;
  /** How many requests there have been, this one included. */
  count: number;
}

export type FaultOf = (request: SeenRequest) => Fault | null;
