import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ImportRefused } from '../rows/refusal.ts';

export const faceForensicsSplits = ['train', 'val', 'test'] as const;
const pairsSchema = z.array(z.tuple([z.string(), z.string()]));

export type Pairs = z.infer<typeof pairsSchema>;

/**
 * The official splits, lists of pairs of videos whose faces were swapped: `<split>.json` in the root, `splits/` or
 * `dataset/splits/`. Those that are not there are absent. @throws ImportRefused
 */
export async function readSplits(root: string): Promise<Map<string, Pairs>> {
  const found = new Map<string, Pairs>();
  for (const split of faceForensicsSplits) {
    for (const folder of ['splits', 'dataset/splits', '.']) {
      const file = join(root, folder, `${split}.json`);
      const text = await readFile(file, 'utf8').catch(() => undefined);
      if (text !== undefined && !found.has(split)) found.set(split, parsePairs(text, file));
    }
  }
  return found;
}

function parsePairs(text: string, file: string): Pairs {
  try {
    return pairsSchema.parse(JSON.parse(text));
  } catch {
    throw new ImportRefused(`${file} is no list of pairs, such as [["071", "054"], …].`);
  }
}
