import type { FolderSubject } from './find-subject.ts';
import { folderTableNames, type FolderTable } from './tables.ts';
import type { WrittenFile } from './write-shards.ts';

/** What there is to be said of a folder. */
export interface FolderSummary {
  subject: FolderSubject;
  files: Record<FolderTable, WrittenFile[]>;
  /** Images left out, since the public is not shown them now. */
  leftOut: number;
  /** Images without bytes, since the blob store lacks them. */
  missing: number;
  sources: { slug: string; name: string; kind: string; explanations: number }[];
  labels: { label: string; generator: string | null; images: number }[];
  madeAt: Date;
}

/** Tables that have rows; the library `datasets` opens none without. */
export const filledTables = ({ files }: Pick<FolderSummary, 'files'>): FolderTable[] =>
  folderTableNames.filter((table) => files[table].length > 0);

export const rowsIn = (files: readonly WrittenFile[]): number =>
  files.reduce((sum, { rows }) => sum + rows, 0);

/** What the folder is, in one sentence. */
export function inOneSentence({ subject, files }: FolderSummary): string {
  const of = subject.kind === 'dataset' ? `the dataset “${subject.title}”` : `the study “${subject.title}”`;
  const images = rowsIn(files.images);
  const explanations = rowsIn(files.explanations);
  return `Images of ${of} and what sources say of them, real or generated, where and why: ${images} images, ${explanations} explanations, ${rowsIn(files.regions)} regions.`;
}

/** What a reader has to know of what is not there. */
export function limitations({ subject, leftOut, missing, sources }: FolderSummary): string[] {
  const studies = subject.withheldFor.map((title) => `“${title}”`).join(', ');
  return [
    ...(leftOut > 0
      ? [
          `${leftOut} images are left out, with all that is said of them: they are withheld while ${studies} is open.`,
        ]
      : []),
    ...(subject.blinded
      ? [
          'The study is open: names of sources and ids of explanations stand for the true ones, and what tells them apart (text, probability, scores) is left out.',
        ]
      : []),
    ...(leftOut === 0 && subject.withheld > 0
      ? [
          `${subject.withheld} of the images are withheld from the public while ${studies} is open: do not pass them on.`,
        ]
      : []),
    ...(missing > 0 ? [`${missing} images are there without their pictures, which were lost.`] : []),
    ...(sources.some(({ kind }) => kind === 'stand-in')
      ? ['Sources of the kind “stand-in” were made for a demo, and say nothing about any model.']
      : []),
    'Localisation of real images is undefined: they have no reference regions.',
    'Scores with different signatures cannot be compared or averaged.',
  ];
}
