/**
 * Length of the longest common subsequence of two lists of tokens; 0 if one is empty.
 *
 * Bit-parallel: one bit for each token of the shorter list, rows of the usual table as differences between neighbours, so that 32
 * cells cost a few operations. Crochemore et al., "A fast and practical bit-vector algorithm for the longest
 * common subsequence problem", IPL 2001; Hyyrö, "Bit-parallel LCS-length computation revisited", AWOCA 2004.
 */
export function lcsLength(a: readonly string[], b: readonly string[]): number {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return 0;
  return short.length <= 32 ? inOneWord(short, long) : inManyWords(short, long);
}

/** Number of bits that are 0. */
function zeros(word: number): number {
  let bits = ~word;
  let count = 0;
  while (bits !== 0) {
    bits &= bits - 1;
    count++;
  }
  return count;
}

function inOneWord(short: readonly string[], long: readonly string[]): number {
  const places = new Map<string, number>();
  for (const [at, token] of short.entries()) places.set(token, (places.get(token) ?? 0) | (1 << at));
  let row = -1;
  for (const token of long) {
    const matches = places.get(token);
    if (matches !== undefined) row = (row + (row & matches)) | (row & ~matches);
  }
  return zeros(row);
}

function inManyWords(short: readonly string[], long: readonly string[]): number {
  const words = Math.ceil(short.length / 32);
  // Where the bits of a token begin; each has as many words as the row.
  const begins = new Map<string, number>();
  const places = new Uint32Array(words * short.length);
  for (const [at, token] of short.entries()) {
    let begin = begins.get(token);
    if (begin === undefined) begins.set(token, (begin = begins.size * words));
    const word = begin + (at >>> 5);
    places[word] = (places[word] ?? 0) | (1 << (at & 31));
  }
  const row = new Uint32Array(words).fill(0xffffffff);
  for (const token of long) {
    const begin = begins.get(token);
    if (begin === undefined) continue;
    let carry = 0;
    for (let word = 0; word < words; word++) {
      const before = row[word] ?? 0;
      const matches = places[begin + word] ?? 0;
      const sum = before + ((before & matches) >>> 0) + carry;
      carry = sum > 0xffffffff ? 1 : 0;
      row[word] = sum | (before & ~matches);
    }
  }
  return row.reduce((count, word) => count + zeros(word), 0);
}
