import { verdictSchema } from '@fakexplain/explanation';
import { z } from 'zod';
import { parseFlags, slugOf, sourceKindOf } from '../command/flags.ts';
import { choiceOf, text } from '../command/parse-arguments.ts';
import { ImportRefused } from '../rows/refusal.ts';
import type { SourceEntry } from '../sources/ensure-source.ts';
import type { Producer } from './open-producer.ts';
import type { MaskSettings } from './read-mask.ts';
import { predictionsUsage } from './usage.ts';

export interface PredictionsCommand {
  name: 'predictions';
  file: string;
  producer: Producer;
  dataset: string;
  source: Pick<SourceEntry, 'slug'> & Partial<SourceEntry>;
  root?: string | undefined;
  report?: string | undefined;
}

const formatSchema = z.enum(['legion', 'fakeshield', 'fakevlm', 'scores', 'masks', 'mllm-defake']);
type Format = z.infer<typeof formatSchema>;

const flag = { type: 'boolean' } as const;
const options = {
  dataset: text,
  source: text,
  name: text,
  kind: text,
  demo: flag,
  root: text,
  report: text,
  threshold: text,
  'scale-masks': flag,
  verdicts: text,
  masks: text,
  positive: text,
  'verdict-area': text,
} as const;

/** The flags that not all formats take. */
const takes: Record<Format, (keyof typeof options)[]> = {
  legion: ['verdicts', 'threshold', 'scale-masks'],
  fakeshield: ['masks', 'threshold', 'scale-masks'],
  fakevlm: [],
  scores: ['positive', 'threshold'],
  masks: ['threshold', 'scale-masks', 'verdict-area', 'verdicts'],
  'mllm-defake': [],
};

/** @throws ImportRefused */
export function parsePredictions([format, ...args]: string[]): PredictionsCommand {
  const parsed = formatSchema.safeParse(format);
  if (!parsed.success) {
    const known = formatSchema.options.join(', ');
    throw new ImportRefused(`Say what wrote the predictions: ${known}.\n\n${predictionsUsage}`);
  }
  const { values, positionals } = parseFlags(args, options, predictionsUsage);
  const [file, ...others] = positionals;
  if (file === undefined || others.length > 0) {
    throw new ImportRefused(`"predictions ${parsed.data}" takes one path.\n\n${predictionsUsage}`);
  }
  const special = new Set(Object.values(takes).flat());
  const wrong = [...special].find((name) => values[name] !== undefined && !takes[parsed.data].includes(name));
  if (wrong) throw new ImportRefused(`--${wrong} does not go with ${parsed.data}.\n\n${predictionsUsage}`);
  const { dataset, source, name, kind, demo, root, report } = values;
  if (dataset === undefined) throw new ImportRefused('Say with --dataset which images these are of.');
  if (source === undefined) throw new ImportRefused('Say with --source whose predictions these are.');
  return {
    name: 'predictions',
    file,
    producer: producerOf(parsed.data, values),
    dataset: slugOf('--dataset', dataset),
    source: {
      slug: slugOf('--source', source),
      ...(name !== undefined && { name }),
      ...(kind !== undefined && { kind: sourceKindOf(kind) }),
      ...(demo !== undefined && { demo }),
    },
    root,
    report,
  };
}

type Values = Partial<Record<keyof typeof options, string | boolean>>;

function producerOf(format: Format, values: Values): Producer {
  const threshold = shareOf('--threshold', words(values.threshold) ?? '0.5');
  const mask: MaskSettings = { threshold, scale: values['scale-masks'] === true };
  const verdicts = words(values.verdicts);
  switch (format) {
    case 'legion':
      return { format, mask, verdicts };
    case 'fakeshield':
      return { format, mask, masks: words(values.masks) };
    case 'scores': {
      const positive = choiceOf('--positive', words(values.positive), verdictSchema) ?? 'generated';
      return { format, positive, threshold };
    }
    case 'masks': {
      const area = words(values['verdict-area']) ?? '0';
      return {
        format,
        mask,
        verdicts,
        verdictArea: area === 'none' ? null : shareOf('--verdict-area', area),
      };
    }
    case 'fakevlm':
    case 'mllm-defake':
      return { format };
  }
}

const words = (value: string | boolean | undefined) => (typeof value === 'string' ? value : undefined);

function shareOf(flag: string, value: string): number {
  const share = value.trim() === '' ? NaN : Number(value);
  if (share >= 0 && share < 1) return share;
  throw new ImportRefused(`${flag} is a number from 0 to below 1, not ${value}.`);
}
