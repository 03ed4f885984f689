/** Tokens of a text as numbers from 0 on; equal tokens of texts that are numbered together have equal numbers. */
export type Tokens = readonly number[];

/** Numbers the tokens of lists that are compared with each other. */
export function numberTokens(lists: readonly (readonly string[])[]): Tokens[] {
  const numbers = new Map<string, number>();
  return lists.map((list) =>
    list.map((token) => {
      let number = numbers.get(token);
      if (number === undefined) numbers.set(token, (number = numbers.size));
      return number;
    }),
  );
}

/** The greatest number in lists of tokens; -1 without any. */
export function greatestNumber(lists: readonly Tokens[]): number {
  let greatest = -1;
  for (const tokens of lists) {
    for (let at = 0; at < tokens.length; at += 1) {
      const number = tokens[at] ?? 0;
      if (number > greatest) greatest = number;
    }
  }
  return greatest;
}
