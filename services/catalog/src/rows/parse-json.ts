import { RowRefused } from './refusal.ts';

/** @throws RowRefused */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new RowRefused(
      '',
      `the line is not JSON: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}
