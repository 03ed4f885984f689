import type { ParseArgsConfig } from 'node:util';
import type { metrics } from '@fakexplain/contract';
import { parseFlags, slugOf, sourceKindOf } from './flags.ts';
import { ImportRefused } from './refusal.ts';

export const usage = `Brings datasets and explanations into the catalogue.

  npm run import -- fakexplained <annotations.jsonl> (--manifest <manifest.yaml> | --dataset <slug>)
      [--images <folder>] [--human <source slug>] [--report <file.jsonl>]
    FakeXplain's training rows: images, labels and what the annotators said.
    Paths are relative to --images, or to the file's own folder.

  npm run import -- explanations <file.jsonl> --dataset <slug>
      [--source <slug>] [--name <name>] [--kind human|model|control|stand-in] [--demo] [--report <file.jsonl>]
    What one source said about images that are there.

Refused rows are told with file, line, field and reason, and written to --report; all others go in.
An interrupted import goes on where it was when it is run again. A repeated one changes nothing.
Exit code: 0 everything is in; 1 the command is wrong and nothing was done; 2 some rows were refused;
3 the database or a disk failed on the way; 130 interrupted.`;

export type Command =
  | { name: 'help' }
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
      source?: { slug: string; name?: string; kind?: metrics.Source['kind']; demo?: boolean } | undefined;
      report?: string | undefined;
    };

const text = { type: 'string' } as const;

/** @throws ImportRefused with what is wrong and how it should be */
export function parseCommand(args: string[]): Command {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || args.includes('--help')) return { name: 'help' };
  if (name === 'fakexplained') return parseFakexplained(rest);
  if (name === 'explanations') return parseExplanations(rest);
  throw new ImportRefused(`There is no "${name}" to import.\n\n${usage}`);
}

function parseFakexplained(args: string[]): Command {
  const options = { images: text, manifest: text, dataset: text, human: text, report: text };
  const { file, values } = parse('fakexplained', args, options);
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
    report: text,
  } as const;
  const { file, values } = parse('explanations', args, options);
  const { dataset, source, name, kind, demo, report } = values;
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
    report,
  };
}

function parse<const O extends NonNullable<ParseArgsConfig['options']>>(
  name: string,
  args: string[],
  options: O,
) {
  const parsed = parseFlags(args, options, usage);
  const [file, ...others] = parsed.positionals;
  if (file === undefined || others.length > 0) {
    throw new ImportRefused(`"${name}" takes one file.\n\n${usage}`);
  }
  return { file, values: parsed.values };
}
