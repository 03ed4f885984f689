/**
 * The bytes that the characters of a byte-level BPE's tokens stand for (`bytes_to_unicode` of GPT-2): printable bytes are
 * themselves, the others are U+0100 onwards in their order.
 */
export const byteOfCharacter: ReadonlyMap<string, number> = (() => {
  const map = new Map<string, number>();
  let substitute = 0x100;
  for (let byte = 0; byte < 256; byte += 1) {
    const isItself = (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xff && byte !== 0xad);
    map.set(String.fromCodePoint(isItself ? byte : substitute), byte);
    if (!isItself) substitute += 1;
  }
  return map;
})();

/** The bytes of a token as its vocabulary writes it; of one with other characters, as added tokens may be, its UTF-8. */
export function bytesOfToken(token: string): Uint8Array {
  const bytes: number[] = [];
  for (const character of token) {
    const byte = byteOfCharacter.get(character);
    if (byte === undefined) return new TextEncoder().encode(token);
    bytes.push(byte);
  }
  return Uint8Array.from(bytes);
}
