import type { Verdict } from '@fakexplain/explanation';
import type { DatasetEntry } from '../datasets/manifest.ts';
import type { PlaceFacts } from '../datasets/store-images.ts';
import type { Taken } from '../rows/take-rows.ts';

/** One image as a dataset's layout tells it. */
export interface LoadedImage {
  /** Where the file is, relative to the set's root. */
  file: string;
  /** Path that the dataset keeps, where the same image may lie in different places. */
  path?: string | undefined;
  /** The field of the row that names the file; empty where the file itself is the row. */
  field: string;
  label: Verdict;
  facts: PlaceFacts;
  /** What the dataset says about it in words. */
  text?: string | undefined;
  /** File of a mask of what was manipulated, relative to the root: white where it was. */
  mask?: string | undefined;
}

export interface LoadedSet {
  /** The folder that files are relative to. */
  root: string;
  rows: Iterable<Taken<LoadedImage>> | AsyncIterable<Taken<LoadedImage>>;
  /** What `done` of the last row comes to. */
  total: number;
  /** How labels are told, for the person who imports. */
  labels: string;
  /** More that this person should know. */
  notes: string[];
  /** What the dataset's own explanations are, where it has some: they become a reference run of this title. */
  reference?: { title: string; description: string } | undefined;
}

/** What may be said besides a path; the command offers each loader's own. */
export interface LoaderOptions {
  /** Meanings of names or codes that the loader does not know, as the person who imports says. */
  labels: ReadonlyMap<string, Verdict>;
  /** Folder that a manifest's paths are relative to, where it is not the manifest's own. */
  images?: string | undefined;
  split?: string | undefined;
  compression?: string | undefined;
  /** Frames of each video. */
  frames?: number | undefined;
  /** Whether folders name generators. */
  generators?: boolean | undefined;
}

/** A layout in which datasets are distributed. */
export interface Loader {
  /** The dataset's entry where nothing else is said; without one, the command must say which dataset it is. */
  entry?: DatasetEntry;
  /** @throws ImportRefused where the folder is not laid out so */
  load: (path: string, options: LoaderOptions) => Promise<LoadedSet>;
}
