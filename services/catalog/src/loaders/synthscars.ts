import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { boundsOfPolygon } from '../explanations/formats/turned-box.ts';
import { checkRow } from '../rows/check-row.ts';
import { ImportRefused } from '../rows/refusal.ts';
import { requireFolder } from '../rows/require-file.ts';
import type { Taken } from '../rows/take-rows.ts';
import type { LoadedImage, Loader } from './loaded-set.ts';

const splits = ['train', 'test'] as const;
/** The set's own folder is called `annoations`. */
const folders = ['annoations', 'annotations'];

const refSchema = z.object({
  sentence: z.string().nullish(),
  explanation: z.string().nullish(),
  segmentation: z
    .array(z.array(z.number()).min(6, 'a polygon has at least three corners: [x1, y1, x2, y2, x3, y3, …]'))
    .default([]),
});
const rowSchema = z.object({
  img_file_name: z.string(),
  caption: z.string().nullish(),
  refs: z.array(refSchema).default([]),
});

/**
 * SynthScars: `{train,test}/images` and `{train,test}/annoations/*.json`, `[{"id": {img_file_name, caption, refs}}, …]`. Every
 * image is generated; each polygon of a ref is a region with the ref's words, by people.
 */
export const synthScars: Loader = {
  entry: {
    slug: 'synthscars',
    title: 'SynthScars',
    kind: 'ood',
    licence: 'see its card',
    source: 'https://huggingface.co/datasets/khr0516/SynthScars',
    localisation: 'visible_artifact',
  },
  async load(path, { split }) {
    const root = await requireFolder(path);
    const wanted = splits.filter((name) => split === undefined || split === name);
    if (wanted.length === 0) throw new ImportRefused(`--split is one of ${splits.join(', ')}, not ${split}.`);
    const parts = [];
    for (const name of wanted) parts.push(...(await readSplit(root, name)));
    if (parts.length === 0) throw new ImportRefused(`${path} has no ${wanted[0]}/annoations/*.json.`);
    return {
      root,
      total: parts.reduce((sum, { rows }) => sum + rows.length, 0),
      labels: 'all generated, as the set is',
      notes: [],
      reference: {
        title: 'SynthScars annotations',
        description: 'artifacts outlined and described by people',
        kind: 'human',
      },
      rows: rowsOf(parts),
    };
  },
};

interface Part {
  split: string;
  file: string;
  rows: unknown[];
}

async function readSplit(root: string, split: string): Promise<Part[]> {
  const parts: Part[] = [];
  for (const folder of folders) {
    const names = await readdir(join(root, split, folder)).catch(() => []);
    for (const name of names.filter((name) => name.endsWith('.json')).toSorted()) {
      const file = join(root, split, folder, name);
      const json: unknown = JSON.parse(await readFile(file, 'utf8'));
      const list: unknown[] = Array.isArray(json) ? json : [json];
      // Each entry is an object of one id, or of many.
      const rows = list.flatMap((entry) => Object.values(z.record(z.string(), z.unknown()).parse(entry)));
      parts.push({ split, file, rows });
    }
  }
  return parts;
}

function* rowsOf(parts: readonly Part[]): Generator<Taken<LoadedImage>> {
  let done = 0;
  for (const { split, file, rows } of parts) {
    for (const [index, json] of rows.entries()) {
      done += 1;
      yield { place: { file, field: `[${index}]` }, done, prepare: async () => asImage(split, json) };
    }
  }
}

function asImage(split: string, json: unknown): LoadedImage {
  const { img_file_name: name, caption, refs } = checkRow(rowSchema, json);
  // Paths of the authors' machine may stand before the name.
  const file = `${split}/images/${name.split(/[/\\]/).at(-1) ?? name}`;
  const regions = refs.flatMap(({ sentence, explanation, segmentation }) =>
    segmentation.map((corners) => ({
      box: boundsOfPolygon(corners),
      mask: [corners],
      description: (explanation || sentence || '').trim(),
    })),
  );
  const text = caption?.trim();
  return { file, field: 'img_file_name', label: 'generated', facts: {}, regions, ...(text && { text }) };
}
