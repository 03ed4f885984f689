import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { otherSeparator, readCsv } from '../rows/read-csv.ts';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import { requireFolder } from '../rows/require-file.ts';
import type { Taken } from '../rows/take-rows.ts';
import { namesIn } from './list-images.ts';
import type { LoadedImage, Loader } from './loaded-set.ts';

const nameColumns = ['image_name', 'image', 'name', 'filename', 'file_name'];
const categoryColumns = ['transformation', 'transform', 'distortion', 'distortions'];

/** NTIRE 2026, Robust AI-Generated Image Detection: `shard_<i>/images/<name>.jpg` and `shard_<i>/labels.csv`, 0 real, 1 generated. */
export const ntire: Loader = {
  entry: {
    slug: 'ntire-2026',
    title: 'NTIRE 2026: Robust AI-Generated Image Detection in the Wild',
    kind: 'ood',
    licence: 'see its card',
    source: 'https://huggingface.co/datasets/deepfakesMSU/NTIRE-RobustAIGenDetection-train',
    localisation: 'whole_image',
  },
  async load(path) {
    const root = await requireFolder(path);
    const shards = (await namesIn(root)).filter((name) => /^shard_\d+$/.test(name));
    const folders = shards.length > 0 ? shards : (await namesIn(root)).includes('labels.csv') ? ['.'] : [];
    if (folders.length === 0) throw new ImportRefused(`${path} holds no shard_0/labels.csv.`);
    const sizes = [];
    for (const folder of folders) {
      const file = join(root, folder, 'labels.csv');
      const found = await stat(file).catch(() => undefined);
      if (!found) throw new ImportRefused(`There is no file ${file}.`);
      sizes.push(found.size);
    }
    return {
      root,
      total: sizes.reduce((sum, size) => sum + size, 0),
      labels: '0 = real, 1 = generated, as NTIRE 2026 writes them',
      notes: [],
      rows: rowsOf(root, folders, sizes),
    };
  },
};

async function* rowsOf(
  root: string,
  folders: readonly string[],
  sizes: readonly number[],
): AsyncGenerator<Taken<LoadedImage>> {
  let before = 0;
  for (const [index, folder] of folders.entries()) {
    const file = join(root, folder, 'labels.csv');
    const { columns, rows } = await readCsv(createReadStream(file));
    const name = nameColumns.find((name) => columns.includes(name));
    if (name === undefined || !columns.includes('label')) {
      throw new ImportRefused(
        `${file}:1: there are no columns image_name and label; the first row names: ${columns.join(', ')}${otherSeparator(columns)}.`,
      );
    }
    for await (const { line, end, cells } of rows) {
      yield {
        place: { file, line },
        done: before + end,
        prepare: async () => {
          if (cells instanceof RowRefused) throw cells;
          return asImage(folder, name, cells);
        },
      };
    }
    before += sizes[index] ?? 0;
  }
}

function asImage(folder: string, column: string, cells: Record<string, string>): LoadedImage {
  const code = cells['label']?.trim().replace(/\.0+$/, '');
  if (code !== '0' && code !== '1') {
    throw new RowRefused('label', `the label is ${code}; NTIRE 2026 writes 0 for real and 1 for generated`);
  }
  const name = cells[column] ?? '';
  const category = categoryColumns.map((name) => cells[name]).find((value) => value);
  return {
    file: `${folder}/images/${/\.\w+$/.test(name) ? name : `${name}.jpg`}`,
    field: column,
    label: code === '1' ? 'generated' : 'real',
    facts: category ? { category } : {},
  };
}
