import type { Context, TypedResponse } from 'hono';

declare const says: unique symbol;

/** An answer as it is sent, JSON in UTF-8; `T` is what it says. */
export type Json<T> = Uint8Array<ArrayBuffer> & { readonly [says]?: T };

/** In the thread that computes an answer, so that the one that sends it only hands bytes on. */
export const toJson = <T>(value: T): Json<T> => new TextEncoder().encode(JSON.stringify(value));

/** Answers 200 with what was written before. */
export function sendJson<T>(c: Context, answer: Json<T>): Response & TypedResponse<T, 200, 'json'> {
  // Bytes do not say what they say: the type of what is sent is that of what `toJson` wrote.
  const response: Response = c.body(answer, 200, { 'content-type': 'application/json' });
  return response as Response & TypedResponse<T, 200, 'json'>;
}
