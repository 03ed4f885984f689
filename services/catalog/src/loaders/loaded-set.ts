import type { Verdict } from '@fakexplain/explanation';
import type { DatasetEntry } from '../datasets/manifest.ts';
import type { PlaceFacts } from '../datasets/store-images.ts';
import type { WrittenRegion } from '../explanations/place-regions.ts';
import type { WrittenMask } from '../explanations/written-mask.ts';
import type { Taken } from '../rows/take-rows.ts';

/** One image, with what a dataset's layout says of it. */
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
  /** The image itself, where it is no file of its own. */
  bytes?: Uint8Array | undefined;
  /** Places that the dataset marks, in pixels. */
  regions?: WrittenRegion[] | undefined;
  mask?: LoadedMask | undefined;
}

/** A mask of what was manipulated: white where it was, or as COCO writes it. */
export interface LoadedMask {
  /** The field of the row that holds it; empty where it is a file of its own. */
  field: string;
  /** A file relative to the root, the bytes of a picture, or runs or polygons. */
  shape: string | Uint8Array | WrittenMask;
}

export interface LoadedSet {
  /** The folder that files are relative to. */
  root: string;
  rows: Iterable<Taken<LoadedImage>> | AsyncIterable<Taken<LoadedImage>>;
  /** `done` of the last row. */
  total: number;
  /** How labels are read, for the person who imports. */
  labels: string;
  /** Further notes for this person. */
  notes: string[];
  /** The dataset's own explanations, where it has some, become a reference run of this title. */
  reference?: { title: string; description: string; kind?: 'human' | 'model' } | undefined;
}

/** Options of loaders in addition to the path; the command offers each loader's own. */
export interface LoaderOptions {
  /** Meanings of names or codes that the loader does not know, as the person who imports says. */
  labels: ReadonlyMap<string, Verdict>;
  /** Folder that a manifest's paths are relative to, where it is not the manifest's own. */
  images?: string | undefined;
  split?: string | undefined;
  compression?: string | undefined;
  /** Frames of each video. */
  frames?: number | undefined;
  /** Names of a table's columns by what they are to us. */
  columns?: ReadonlyMap<string, string> | undefined;
  /** Whether folders name generators. */
  generators?: boolean | undefined;
}

/** A layout in which datasets are distributed. */
export interface Loader {
  /** The dataset's default entry; without one, the command must name the dataset. */
  entry?: DatasetEntry;
  /** @throws ImportRefused where the folder has another layout */
  load: (path: string, options: LoaderOptions) => Promise<LoadedSet>;
}
