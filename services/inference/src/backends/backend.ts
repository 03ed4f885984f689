import type { inference } from '@fakexplain/contract';
import type { Explanation, Mask } from '@fakexplain/explanation';

/** One image for a model. */
export interface ModelRequest {
  sha256: string;
  /** Its path in its dataset; null for an image that is in no dataset. */
  path: string | null;
  /** The file as it was imported. */
  bytes: Uint8Array;
  mediaType: string;
  /** Pixels as browsers show it, EXIF orientation applied. */
  width: number;
  height: number;
}

/** The answer of a model, not parsed yet. */
export type ModelAnswer =
  | {
      kind: 'text';
      /** Special tokens kept. */
      text: string;
      /** It broke off at the limit of tokens. */
      truncated: boolean;
      /** Tokens written; null where the server does not count. */
      tokens: number | null;
      /** Probability of `generated`, where the model gives one in addition to its text. */
      probability: number | null;
    }
  /** Probability of `generated`, 0–1. */
  | { kind: 'probability'; probability: number }
  /** Pixels that were generated or changed, in the size of the request; a probability of `generated` where there is one. */
  | { kind: 'mask'; mask: Mask; probability: number | null }
  /** Made elsewhere and read there already; boxes in pixels of the request. */
  | { kind: 'explanation'; explanation: Explanation };

export interface GenerateOptions {
  signal?: AbortSignal | undefined;
  /** Called with each piece of text as it is written, in order; backends that do not stream call it once. */
  onText?: ((text: string) => void) | undefined;
  /** The answer is asked for again: the text given to `onText` so far is void, and the text begins again. */
  onRestart?: (() => void) | undefined;
}

/** A model that is open and can be asked. */
export interface Backend {
  readonly provenance: inference.Provenance;
  /** Requests in flight at which it is fastest. */
  readonly concurrency: number;
  /**
   * Asks once; all retries that make sense have been made when it settles.
   * @throws ModelFailure; the signal's reason when aborted
   */
  generate(request: ModelRequest, options?: GenerateOptions): Promise<ModelAnswer>;
  /** Ends what is in flight and frees what it holds. */
  close(): Promise<void>;
}

/**
 * No answer for one image. `image`: this image is at fault, and asking again would give the same; `passing`: worth
 * another try (time-out, crash, a server that is busy); `model`: nothing can be asked until someone mends the model, its
 * files or its server.
 */
export class ModelFailure extends Error {
  readonly fault: 'image' | 'passing' | 'model';
  constructor(fault: ModelFailure['fault'], message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ModelFailure';
    this.fault = fault;
  }
}
