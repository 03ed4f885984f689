import { catalog } from '@fakexplain/contract';
import type { Verdict } from '@fakexplain/explanation';
import type { DatasetEntry } from '../datasets/manifest.ts';
import { slugOf } from '../command/flags.ts';
import { choiceOf, parseArguments, text } from '../command/parse-arguments.ts';
import { ImportRefused } from '../rows/refusal.ts';
import { loaders, type LoaderName } from './index.ts';
import type { Loader, LoaderOption, LoaderOptions } from './loaded-set.ts';

export interface LoadCommand {
  name: 'load';
  loader: LoaderName;
  /** The folder or file. */
  file: string;
  /** Always there where the loader has no entry of its own. */
  dataset: string | undefined;
  /** What is said of the dataset beside its slug. */
  described: Partial<Omit<DatasetEntry, 'slug'>>;
  options: LoaderOptions;
  report: string | undefined;
}

const flagOf: Record<LoaderOption, string> = {
  labels: 'label',
  images: 'images',
  split: 'split',
  compression: 'compression',
  frames: 'frames',
  generators: 'generators',
};

/** @throws ImportRefused */
export function parseLoad(name: LoaderName, args: string[]): LoadCommand {
  const { takes, entry }: Loader = loaders[name];
  const { file, values } = parseArguments(
    name,
    args,
    {
      dataset: text,
      title: text,
      kind: text,
      licence: text,
      source: text,
      localisation: text,
      report: text,
      label: { type: 'string', multiple: true },
      images: text,
      split: text,
      compression: text,
      frames: text,
      generators: { type: 'boolean' },
    },
    name === 'manifest' ? 'file' : 'folder',
  );
  const given = new Map(Object.entries(values));
  for (const [option, flag] of Object.entries(flagOf)) {
    if (given.has(flag) && !takes.some((taken) => taken === option)) {
      throw new ImportRefused(`"${name}" takes no --${flag}.`);
    }
  }
  if (!entry && values.dataset === undefined) {
    throw new ImportRefused('Say with --dataset which dataset this is.');
  }
  const { dataset, title, licence, source, images, split, compression, generators, report } = values;
  const kind = choiceOf('--kind', values.kind, catalog.datasetKindSchema);
  const localisation = choiceOf(
    '--localisation',
    values.localisation,
    catalog.datasetSchema.shape.localisation,
  );
  return {
    name: 'load',
    loader: name,
    file,
    dataset: dataset === undefined ? undefined : slugOf('--dataset', dataset),
    described: {
      ...(title !== undefined && { title }),
      ...(kind !== undefined && { kind }),
      ...(licence !== undefined && { licence }),
      ...(source !== undefined && { source }),
      ...(localisation !== undefined && { localisation }),
    },
    options: {
      labels: new Map(values.label?.map(readLabel)),
      frames: values.frames === undefined ? undefined : readFrames(values.frames),
      images,
      split,
      compression,
      generators,
    },
    report,
  };
}

function readLabel(said: string): [string, Verdict] {
  const [, name, label] = /^(.+)=(real|generated)$/.exec(said) ?? [];
  if (name === undefined) {
    throw new ImportRefused(`--label ${said}: write <name>=real or <name>=generated.`);
  }
  return [name.trim().toLowerCase(), label === 'real' ? 'real' : 'generated'];
}

function readFrames(said: string): number {
  const frames = Number(said);
  if (Number.isInteger(frames) && frames > 0) return frames;
  throw new ImportRefused(`--frames is a whole number of at least 1, not ${said}.`);
}
