import { readFile } from 'node:fs/promises';
import { catalog } from '@fakexplain/contract';
import { parse } from 'yaml';
import { z } from 'zod';
import { normalisePath } from '../images/locate-image.ts';
import { fieldName } from '../rows/check-row.ts';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import { requireFile } from '../rows/require-file.ts';
import { sourceEntrySchema } from '../sources.ts';

const words = z.string().min(1).max(2_000);

const imageEntrySchema = z.strictObject({
  generator: words.optional(),
  category: z.enum(['Diffusion', 'GAN', 'DiT', 'Others']).optional(),
  fold: z.int().min(0).max(3).optional(),
  /** Video or identity that several images share; such images stay in one fold. */
  group: words.optional(),
});
export type ImageEntry = z.infer<typeof imageEntrySchema>;

const { slug, kind, localisation } = catalog.datasetSchema.shape;

const manifestSchema = z.strictObject({
  dataset: z.strictObject({
    slug,
    title: words,
    kind,
    licence: words,
    /** Where it comes from: a link or a citation. */
    source: words,
    localisation,
    language: catalog.languageSchema.optional(),
  }),
  human: sourceEntrySchema.extend({ kind: catalog.sourceKindSchema.default('human') }).optional(),
  images: z.record(z.string(), imageEntrySchema).default({}),
});

export type DatasetEntry = z.infer<typeof manifestSchema>['dataset'];

/** What training rows do not say: the dataset, who annotated it, and facts of its images by path. */
export type Manifest = Omit<z.infer<typeof manifestSchema>, 'images'> & { images: Map<string, ImageEntry> };

/** @throws ImportRefused where the file cannot be read or is not a manifest */
export async function readManifest(file: string): Promise<Manifest> {
  await requireFile(file);
  return parseManifest(await readFile(file, 'utf8'), file);
}

/** @throws ImportRefused where the text is not YAML or not a manifest, with each fault */
export function parseManifest(text: string, file: string): Manifest {
  const parsed = manifestSchema.safeParse(parseYaml(text, file));
  if (!parsed.success) {
    const lines = parsed.error.issues.map(
      ({ path, message }) => `  ${fieldName(path) || 'the file'}: ${message}`,
    );
    throw new ImportRefused(`The manifest ${file} is not as it should be:\n${lines.join('\n')}`);
  }
  const images = Object.entries(parsed.data.images).map(([path, entry]) => [normalise(path), entry] as const);
  return { ...parsed.data, images: new Map(images) };
}

function parseYaml(text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    throw new ImportRefused(`The manifest ${file} is not YAML: ${said}`);
  }
}

function normalise(path: string): string {
  try {
    return normalisePath(path, 'images');
  } catch (error) {
    if (error instanceof RowRefused) throw new ImportRefused(`The manifest's images: ${error.message}`);
    throw error;
  }
}
