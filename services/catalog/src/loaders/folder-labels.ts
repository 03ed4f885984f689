import type { Verdict } from '@fakexplain/explanation';
import { RowRefused } from '../rows/refusal.ts';

export type LabelNames = ReadonlyMap<string, Verdict>;

/** Words that say a label, in lower case. */
export const labelWords: LabelNames = new Map([
  ['real', 'real'],
  ['generated', 'generated'],
  ['fake', 'generated'],
]);

/** Names of folders that benchmarks use for labels. */
export const usualLabelNames: LabelNames = new Map([
  ['real', 'real'],
  ['0_real', 'real'],
  ['nature', 'real'],
  ['fake', 'generated'],
  ['1_fake', 'generated'],
  ['ai', 'generated'],
]);

export const numberedLabelNames: LabelNames = new Map([
  ['0_real', 'real'],
  ['1_fake', 'generated'],
]);

/** "0_real/ = real, 1_fake/ = generated" */
export const labelNamesInWords = (names: LabelNames, mark = '/') =>
  [...names].map(([name, label]) => `${name}${mark} = ${label}`).join(', ');

/** Every label that the folders of a path name, letter case aside. */
export const labelsOfFolders = (path: string, names: LabelNames): Set<Verdict> =>
  new Set(
    path
      .split('/')
      .slice(0, -1)
      .flatMap((folder) => names.get(folder.toLowerCase()) ?? []),
  );

/**
 * The label that the folders of a path name, letter case aside.
 * @throws RowRefused where none does, or they contradict each other
 */
export function labelOfPath(path: string, names: LabelNames): Verdict {
  const [label, another] = labelsOfFolders(path, names);
  if (another !== undefined) throw new RowRefused('', 'its folders say both real and generated');
  if (label === undefined) {
    const known = labelNamesInWords(names);
    throw new RowRefused('', `none of its folders says whether it is real or generated (known: ${known})`);
  }
  return label;
}

const splits = new Set(['train', 'training', 'val', 'valid', 'validation', 'test', 'testing']);

/** The first folder of a path that names neither a label nor a split. */
export const generatorOfPath = (path: string, names: LabelNames): string | undefined =>
  path
    .split('/')
    .slice(0, -1)
    .find((folder) => !names.has(folder.toLowerCase()) && !splits.has(folder.toLowerCase()));
