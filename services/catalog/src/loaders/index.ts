import { chameleon } from './chameleon.ts';
import { faceForensics } from './faceforensics.ts';
import { fakeClue } from './fakeclue.ts';
import { folder } from './folder.ts';
import { gptImage1 } from './gpt-image-1.ts';
import type { Loader } from './loaded-set.ts';
import { manifestFile } from './manifest-file.ts';
import { mmfr } from './mmfr.ts';

/** Layouts by the name that the command knows them by. */
export const loaders = {
  fakeclue: fakeClue,
  chameleon,
  'gpt-image-1': gptImage1,
  faceforensics: faceForensics,
  mmfr,
  folder,
  manifest: manifestFile,
} satisfies Record<string, Loader>;

export type LoaderName = keyof typeof loaders;
