import type { ParseArgsConfig } from 'node:util';
import type { z } from 'zod';
import { parseFlags } from './flags.ts';
import { ImportRefused } from '../rows/refusal.ts';
import { usage } from './usage.ts';

/** A flag with a value. */
export const text = { type: 'string' } as const;

/** What follows a command's name: one thing (`what`, as messages call it) and flags. @throws ImportRefused */
export function parseArguments<const O extends NonNullable<ParseArgsConfig['options']>>(
  name: string,
  args: string[],
  options: O,
  what = 'file',
) {
  const parsed = parseFlags(args, options, usage);
  const [file, ...others] = parsed.positionals;
  if (file === undefined || others.length > 0) {
    throw new ImportRefused(`"${name}" takes one ${what}.\n\n${usage}`);
  }
  return { file, values: parsed.values };
}

/** The value of a flag that takes one of several. @throws ImportRefused */
export function choiceOf<T extends string>(
  flag: string,
  value: string | undefined,
  choices: z.ZodEnum<{ [choice in T]: choice }>,
): T | undefined {
  if (value === undefined) return undefined;
  const parsed = choices.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ImportRefused(`${flag} is one of ${choices.options.join(', ')}, not ${value}.`);
}
