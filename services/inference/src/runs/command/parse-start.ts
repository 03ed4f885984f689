import { parseArgs } from 'node:util';
import { inference } from '@fakexplain/contract';
import { z } from 'zod';

const number = z.string().transform((text, context) => {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value)) return value;
  context.addIssue({ code: 'custom', message: `${text} is no number` });
  return z.NEVER;
});

const flagsSchema = z.object({
  fold: number.optional(),
  limit: number.optional(),
  title: z.string().optional(),
  'max-tokens': number.optional(),
  temperature: number.optional(),
  'top-p': number.optional(),
  seed: number.optional(),
  watch: z.boolean().default(false),
});

/**
 * The words after `start`.
 * @throws Error that names what is wrong
 */
export function parseStart(args: string[]): { run: inference.NewRun; watch: boolean } {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      fold: text,
      limit: text,
      title: text,
      'max-tokens': text,
      temperature: text,
      'top-p': text,
      seed: text,
      watch: { type: 'boolean' },
    },
  });
  const [model, dataset, ...rest] = positionals;
  if (model === undefined || dataset === undefined || rest.length > 0)
    throw new Error('start needs a model and a dataset, and nothing more but flags');
  const flags = flagsSchema.safeParse(values);
  if (!flags.success) throw new Error(z.prettifyError(flags.error));
  const { fold, limit, title, 'max-tokens': maxTokens, temperature, 'top-p': topP, seed, watch } = flags.data;
  const asked = inference.newRunSchema.safeParse({
    model,
    dataset,
    ...dropUnset({ fold, limit, title }),
    decoding: dropUnset({ maxTokens, temperature, topP, seed }),
  });
  if (!asked.success) throw new Error(z.prettifyError(asked.error));
  return { run: asked.data, watch };
}

const dropUnset = (values: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
