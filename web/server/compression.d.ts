// The part that is used here; @types/compression would bring the types of Express with it.
declare module 'compression' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  type Compress = {
    (options: {
      filter(request: IncomingMessage, response: ServerResponse): boolean;
    }): (request: IncomingMessage, response: ServerResponse, next: () => void) => void;
    /** Whether the media type of an answer is one that shrinks. */
    filter(request: IncomingMessage, response: ServerResponse): boolean;
  };
  const compression: Compress;
  export default compression;
}
