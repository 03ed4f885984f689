import type { catalog } from '@fakexplain/contract';
import { parseCheckAnnotations, type CheckAnnotationsCommand } from './parse-check.ts';
import { isLoaderName } from '../loaders/index.ts';
import { parseLoad, type LoadCommand } from '../loaders/parse-load.ts';
import { parsePredictions, type PredictionsCommand } from '../predictions/parse-predictions.ts';
import { slugOf, sourceKindOf } from './flags.ts';
import { parseArguments, text } from './parse-arguments.ts';
import { ImportRefused } from '../rows/refusal.ts';
import { usage } from './usage.ts';

export type Command =
  | { name: 'help' }
  | { name: 'hash-images' }
  | LoadCommand
  | CheckAnnotationsCommand
  | PredictionsCommand
  | {
      name: 'fakexplained';
      file: string;
      images?: string | undefined;
      manifest?: string | undefined;
      dataset?: string | undefined;
      human?: string | undefined;
      report?: string | undefined;
    }
  | {
      name: 'explanations';
      file: string;
      dataset: string;
      source?: { slug: string; name?: string; kind?: catalog.Source['kind']; demo?: boolean } | undefined;
      /** Whether others of the dataset are scored against these. */
      reference: boolean;
      report?: string | undefined;
    };

/** @throws ImportRefused with what is wrong and how it should be */
export function parseCommand(args: string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || args.includes('--help')) return { name: 'help' };
  if (name === 'fakexplained') return parseFakexplained(rest);
  if (name === 'explanations') return parseExplanations(rest);
  if (name === 'predictions') return parsePredictions(rest);
  if (name === 'check-annotations') return parseCheckAnnotations(rest);
  if (name === 'hash-images') return parseHashImages(rest);
  if (isLoaderName(name)) return parseLoad(name, rest);
  throw new ImportRefused(`There is no "${name}" to import.\n\n${usage}`);
}

function parseHashImages(args: string[]): Command {
  if (args.length === 0) return { name: 'hash-images' };
  throw new ImportRefused(`"hash-images" takes nothing more.\n\n${usage}`);
}

function parseFakexplained(args: string[]): Command {
  const options = { images: text, manifest: text, dataset: text, human: text, report: text };
  const { file, values } = parseArguments('fakexplained', args, options);
  const { images, manifest, dataset, human, report } = values;
  if (manifest === undefined && dataset === undefined) {
    throw new ImportRefused('Say which dataset this is: give --manifest or --dataset.');
  }
  return {
    name: 'fakexplained',
    file,
    images,
    manifest,
    dataset: dataset && slugOf('--dataset', dataset),
    human: human && slugOf('--human', human),
    report,
  };
}

function parseExplanations(args: string[]): Command {
  const options = {
    dataset: text,
    source: text,
    name: text,
    kind: text,
    demo: { type: 'boolean' },
    reference: { type: 'boolean', default: false },
    report: text,
  } as const;
  const { file, values } = parseArguments('explanations', args, options);
  const { dataset, source, name, kind, demo, reference, report } = values;
  if (dataset === undefined) throw new ImportRefused('Say with --dataset which images these explain.');
  if (source === undefined && [name, kind, demo].some((value) => value !== undefined)) {
    throw new ImportRefused('--name, --kind and --demo describe a source: give its --source too.');
  }
  return {
    name: 'explanations',
    file,
    dataset: slugOf('--dataset', dataset),
    source:
      source === undefined
        ? undefined
        : {
            slug: slugOf('--source', source),
            ...(name !== undefined && { name }),
            ...(kind !== undefined && { kind: sourceKindOf(kind) }),
            ...(demo !== undefined && { demo }),
          },
    reference,
    report,
  };
}
