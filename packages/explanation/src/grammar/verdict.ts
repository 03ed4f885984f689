import { verdictSchema } from '../types.ts';
import type { Verdict } from '../types.ts';

const WRAPPING = new Set(' \t\r\n.,!:;"\'*`');
const LONGEST_READ = 200;

/** The verdict that a verdict element holds, in any case, with punctuation around it or not; or undefined. */
export function readVerdict(content: string): Verdict | undefined {
  const text = content.trim();
  if (text.length > LONGEST_READ) return undefined;
  let start = 0;
  let end = text.length;
  while (start < end && WRAPPING.has(text[start] ?? '')) start += 1;
  while (start < end && WRAPPING.has(text[end - 1] ?? '')) end -= 1;
  return verdictSchema.safeParse(text.slice(start, end).toLowerCase()).data;
}
