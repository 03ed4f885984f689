/** A string, or a number that Python writes and JSON does not know. */
const stringOrNotANumber = /"(?:[^"\\]|\\.)*"|(-?Infinity|NaN)/g;

/** Text with null for each NaN and Infinity that Python's `json.dumps` wrote. */
export const withoutNaN = (text: string): string =>
  text.replace(stringOrNotANumber, (whole, number: string | undefined) =>
    number === undefined ? whole : 'null',
  );

/** What is wrong with a text that `JSON.parse` does not take. */
export function whyNotJson(text: string, error: unknown): string {
  const said = error instanceof Error ? error.message : String(error);
  const [, number] = [...text.matchAll(stringOrNotANumber)].find(([, number]) => number !== undefined) ?? [];
  if (number === undefined || !isJson(withoutNaN(text))) return said;
  return `it has ${number}, a number that JSON does not know; write null, or leave the field out`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
