/** A character of UTF-8 that is not complete: how many bytes are missing, and which the next one may be. */
export interface Utf8Rest {
  missing: number;
  low: number;
  high: number;
}

const rest = (missing: number, low = 0x80, high = 0xbf): Utf8Rest => ({ missing, low, high });

/** What a first byte leaves to be written; null for a byte that is a whole character, undefined where none begins with it. */
export function beginCharacter(byte: number): Utf8Rest | null | undefined {
  if (byte < 0x80) return null;
  if (byte >= 0xc2 && byte <= 0xdf) return rest(1);
  if (byte === 0xe0) return rest(2, 0xa0);
  if (byte === 0xed) return rest(2, 0x80, 0x9f);
  if (byte >= 0xe1 && byte <= 0xef) return rest(2);
  if (byte === 0xf0) return rest(3, 0x90);
  if (byte >= 0xf1 && byte <= 0xf3) return rest(3);
  if (byte === 0xf4) return rest(3, 0x80, 0x8f);
  return undefined;
}

/** What is left after a further byte; null: nothing, undefined: the byte does not fit. */
export function continueCharacter(
  { missing, low, high }: Utf8Rest,
  byte: number,
): Utf8Rest | null | undefined {
  if (byte < low || byte > high) return undefined;
  return missing === 1 ? null : rest(missing - 1);
}
