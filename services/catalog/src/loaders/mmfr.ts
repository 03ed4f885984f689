import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import { requireFolder } from '../rows/require-file.ts';
import { labelNamesInWords, labelOfPath, numberedLabelNames } from './folder-labels.ts';
import { imageRows, listImages, namesIn, noteOthers } from './list-images.ts';
import type { Loader } from './loaded-set.ts';

const notesSchema = z.record(z.string(), z.string().nullable());

/** MMFR-Dataset: `evaluation_sets/<generator>/{0_real,1_fake}` and what was noted about them in `<generator>_reasoning.json`. */
export const mmfr: Loader = {
  entry: {
    slug: 'mmfr',
    title: 'MMFR-Dataset',
    kind: 'ood',
    licence: 'unknown: its card names none for the data',
    source: 'https://huggingface.co/datasets/AnnaGao/MMFR-Dataset',
    localisation: 'whole_image',
  },
  async load(path) {
    const given = await requireFolder(path);
    const below = (await namesIn(join(given, 'evaluation_sets'))).length > 0 ? 'evaluation_sets' : '.';
    const root = join(given, below);
    const { images, others } = await listImages(root);
    const sets = [...new Set(images.map((image) => image.split('/')[0] ?? ''))];
    if (sets.length === 0 || sets.some((name) => numberedLabelNames.has(name))) {
      throw new ImportRefused(`${path} holds no evaluation_sets/<generator>/1_fake.`);
    }
    const texts = new Map<string, unknown>();
    const unexplained: string[] = [];
    for (const name of sets) {
      const notes = await readNotes(root, name);
      if (!notes) unexplained.push(name);
      for (const [key, value] of Object.entries(notes ?? {})) texts.set(key, value);
    }
    return {
      root,
      total: images.length,
      labels: `${labelNamesInWords(numberedLabelNames)}, by folder`,
      notes: [
        ...noteOthers(others.filter((other) => !other.endsWith('_reasoning.json'))),
        ...(unexplained.length > 0 ? [`No <name>_reasoning.json for: ${unexplained.join(', ')}`] : []),
      ],
      reference: {
        title: 'MMFR reasoning',
        description: "MMFR-Dataset's notes by attribute, joined; made by a model, without regions",
      },
      rows: imageRows(root, images, (image) => {
        const label = labelOfPath(image, numberedLabelNames);
        const [generator] = image.split('/');
        return {
          path: `evaluation_sets/${image}`,
          label,
          facts: label === 'generated' && generator !== undefined ? { generator } : {},
          text: joinNotes(texts.get(image)),
        };
      }),
    };
  },
};

/** Values of the sorted attributes joined by one space, nulls dropped, as FakeReasoning's evaluation does. @throws RowRefused */
function joinNotes(notes: unknown): string | undefined {
  if (notes === undefined) return undefined;
  const parsed = notesSchema.safeParse(notes);
  if (!parsed.success) throw new RowRefused('', 'its notes are not { attribute: text or null }');
  const values = Object.entries(parsed.data)
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([, value]) => value ?? []);
  return values.length > 0 ? values.join(' ') : undefined;
}

async function readNotes(root: string, name: string): Promise<Record<string, unknown> | undefined> {
  for (const file of [join(root, `${name}_reasoning.json`), join(root, name, `${name}_reasoning.json`)]) {
    const text = await readFile(file, 'utf8').catch(() => undefined);
    if (text === undefined) continue;
    try {
      return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
    } catch {
      throw new ImportRefused(`${file} is not JSON of { "${name}/1_fake/x.png": { attribute: text } }.`);
    }
  }
  return undefined;
}
