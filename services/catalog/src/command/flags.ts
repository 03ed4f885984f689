import { parseArgs, type ParseArgsConfig } from 'node:util';
import { catalog } from '@fakexplain/contract';
import { ImportRefused } from '../rows/refusal.ts';

const { slug } = catalog.sourceSchema.shape;

/** Arguments of a command as flags and the rest. @throws ImportRefused with `usage` where a flag is not known */
export function parseFlags<const O extends NonNullable<ParseArgsConfig['options']>>(
  args: string[],
  options: O,
  usage: string,
) {
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new ImportRefused(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
}

/** @throws ImportRefused where the value is no slug */
export function slugOf(flag: string, value: string): string {
  const parsed = slug.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ImportRefused(
    `${flag} ${value}: a slug has ${parsed.error.issues[0]?.message ?? 'another form'}.`,
  );
}

/** @throws ImportRefused where the value is no kind of source */
export function sourceKindOf(value: string): catalog.Source['kind'] {
  const parsed = catalog.sourceKindSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new ImportRefused(`--kind is one of ${catalog.sourceKindSchema.options.join(', ')}, not ${value}.`);
}
