import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { z } from 'zod';
import { readTable } from '../predictions/producers/read-table.ts';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';

const idColumns = ['id', 'index', 'doc_id', 'image_id', 'custom_id', 'sample_id'];
const imageColumns = ['image', 'path', 'image_path', 'filename', 'file_name', 'file'];
const cocoImages = z.object({
  images: z.array(z.object({ id: z.union([z.number(), z.string()]), file_name: z.string() })),
});
const cocoCategories = z.object({
  categories: z.array(z.object({ id: z.union([z.number(), z.string()]), name: z.string() })),
});
const record = z.record(z.string(), z.string());

/**
 * Names of images by the ids of another file: a table with the columns id and image (CSV or JSONL; without ids, rows count
 * from 0), a COCO annotation file, or an object `{"id": "path"}`.
 * @throws ImportRefused where it is none of these, or an id has two images
 */
export async function readNames(file: string): Promise<Map<string, string>> {
  if (extname(file).toLowerCase() === '.json') return readNamesOfJson(file);
  const names = new Map<string, string>();
  const { rows } = await readTable(file, [['image', ...imageColumns]], (row) => row);
  let number = 0;
  for await (const { place, prepare } of rows) {
    const row = await prepare();
    const id = idColumns.map((name) => row[name]).find((value) => value !== undefined && value !== '');
    const image = imageColumns.map((name) => row[name]).find((value) => value !== undefined && value !== '');
    if (image === undefined) throw new ImportRefused(`${file}:${place.line}: the row names no image.`);
    add(names, String(id ?? number), String(image), file);
    number += 1;
  }
  return names;
}

/** Names of the categories of a COCO annotation file by their ids; none of another file. */
export async function readCategories(file: string): Promise<Map<string, string>> {
  if (extname(file).toLowerCase() !== '.json') return new Map();
  const coco = cocoCategories.safeParse(JSON.parse(await readFile(file, 'utf8')));
  return new Map(coco.data?.categories.map(({ id, name }) => [String(id), name]));
}

async function readNamesOfJson(file: string): Promise<Map<string, string>> {
  const json: unknown = JSON.parse(await readFile(file, 'utf8'));
  const coco = cocoImages.safeParse(json);
  const plain = record.safeParse(json);
  const entries = coco.success
    ? coco.data.images.map(({ id, file_name: name }) => [String(id), name] as const)
    : Object.entries(plain.data ?? {});
  if (!coco.success && !plain.success) {
    throw new ImportRefused(`${file} is neither a COCO annotation file nor {"id": "path of an image"}.`);
  }
  const names = new Map<string, string>();
  for (const [id, name] of entries) add(names, id, name, file);
  return names;
}

function add(names: Map<string, string>, id: string, image: string, file: string): void {
  const before = names.get(id);
  if (before !== undefined && before !== image) {
    throw new ImportRefused(`${file} has two images of the id ${id}: ${before} and ${image}.`);
  }
  names.set(id, image);
}

/** The image of an id; without names the id itself is one. @throws RowRefused */
export function nameOf(
  names: ReadonlyMap<string, string> | undefined,
  id: string | number,
  field: string,
): string {
  if (!names && typeof id === 'number') {
    throw new RowRefused(field, `${id} names no image; give a table of ids and images with --names`);
  }
  const name = names ? names.get(String(id)) : String(id);
  if (name === undefined) throw new RowRefused(field, `the file of --names has no ${id}`);
  return name;
}
