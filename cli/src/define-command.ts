import { catalog } from '@fakexplain/contract';
import { type CommandUnknownOpts, InvalidArgumentError, Option } from '@commander-js/extra-typings';
import type { Verdict } from '@fakexplain/explanation';
import { z } from 'zod';

/** A parser of an option's or an argument's words by a schema; what is wrong is told with the option's name. */
export function checkedBy<T>(schema: z.ZodType<T, string>): (words: string) => T {
  return (words) => {
    const parsed = schema.safeParse(words);
    if (parsed.success) return parsed.data;
    throw new InvalidArgumentError(parsed.error.issues.map(({ message }) => message).join('; '));
  };
}

/** A parser of numbers that a schema allows. */
export const number = <T>(schema: z.ZodType<T, number>) =>
  checkedBy(
    z
      .string()
      .transform((text) => (text.trim() === '' ? Number.NaN : Number(text)))
      .refine((value) => Number.isFinite(value), { error: 'It is not a number.', abort: true })
      .pipe(schema),
  );

/** A whole number of at least `least`. */
export const wholeNumber = (least: number) =>
  number(
    z
      .int({ error: `It is a whole number of at least ${least}.` })
      .min(least, `It is a whole number of at least ${least}.`),
  );

/** A share, from 0 to 1. */
export const share = number(
  z.number().refine((value) => value >= 0 && value <= 1, 'It is a share from 0 to 1.'),
);

/** A number from 0 to below 1. */
export const threshold = number(
  z.number().refine((value) => value >= 0 && value < 1, 'It is a number from 0 to below 1.'),
);

export const slug = checkedBy(catalog.sourceSchema.shape.slug);

export const sourceKind = () =>
  new Option('--kind <kind>', 'what the source is, where it is new').choices(
    catalog.sourceKindSchema.options,
  );

/** Adds one more of an option that may be given several times. */
export const collect =
  <T>(parse: (words: string) => T) =>
  (words: string, before: T[] | undefined): T[] => [...(before ?? []), parse(words)];

/** `Painted=generated` as a name, in lower case, and what it means. */
export function label(words: string): [string, Verdict] {
  const [, name, label] = /^(.+)=(real|generated)$/.exec(words) ?? [];
  if (name === undefined) throw new InvalidArgumentError('Write <name>=real or <name>=generated.');
  return [name.trim().toLowerCase(), label === 'real' ? 'real' : 'generated'];
}

/** Examples at the end of a command's help, each with what it does. */
export function addExamples(command: CommandUnknownOpts, examples: Record<string, string>): void {
  const lines = Object.entries(examples).flatMap(([words, what]) => [
    `  # ${what}`,
    `  npm run fakexplain -- ${words}`,
  ]);
  command.addHelpText('after', `\nExamples:\n${lines.join('\n')}`);
}
