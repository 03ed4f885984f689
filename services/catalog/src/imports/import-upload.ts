import { dirname, extname, join, relative } from 'node:path';
import type { catalog } from '@fakexplain/contract';
import type { Database } from '@fakexplain/database';
import type { BlobStore } from '@fakexplain/service-kit/blobs';
import { importFakexplained } from '../datasets/import-fakexplained.ts';
import { importExplanations } from '../explanations/import-explanations.ts';
import { normalisePath } from '../images/locate-image.ts';
import { usualLabelNames } from '../loaders/folder-labels.ts';
import { namesIn } from '../loaders/list-images.ts';
import { runLoad, type Load } from '../loaders/run-load.ts';
import { importPredictions } from '../predictions/import-predictions.ts';
import type { Producer } from '../predictions/open-producer.ts';
import { ImportRefused, RowRefused } from '../rows/refusal.ts';
import type { ImportOptions, ImportSummary } from '../rows/take-rows.ts';
import { findRows, innerFolder } from './find-rows.ts';
import { archiveKind } from './unpack/unpack-archive.ts';

interface Stores {
  db: Database;
  blobs: BlobStore;
}

type Options = ImportOptions & { say: (line: string) => void };

/**
 * Imports a file that was sent, by the importers of the command line.
 * @param unpack unpacks the file as an archive and says where
 * @throws ImportRefused where it cannot be read as the settings say
 */
export async function importUpload(
  {
    file,
    unpack,
    settings,
  }: { file: string; unpack: () => Promise<string>; settings: catalog.ImportSettings },
  stores: Stores,
  options: Options,
): Promise<{ summary: ImportSummary; notes: string[] }> {
  switch (settings.form) {
    case 'folder': {
      const names = new Set([...usualLabelNames.keys(), ...meanings(settings.labels).keys()]);
      return runLoad(loadOf(settings, await innerFolder(await unpack(), names)), stores, options);
    }
    case 'manifest': {
      const rows = await rowsFile(await unpack(), settings.rows, ['.csv', '.jsonl']);
      return runLoad(loadOf(settings, rows), stores, options);
    }
    case 'parquet': {
      const packed = (await archiveKind(file)) === null ? file : await innerFolder(await unpack());
      return runLoad(loadOf(settings, packed), stores, options);
    }
    case 'fakexplained': {
      const rows = await rowsFile(await unpack(), settings.rows, ['.jsonl']);
      const folder = dirname(rows);
      const manifest = (await namesIn(folder)).find((name) => /^manifest\.ya?ml$/.test(name));
      const { dataset } = settings;
      return importFakexplained(
        { file: rows, dataset, ...(manifest !== undefined && { manifest: join(folder, manifest) }) },
        stores,
        options,
      );
    }
    case 'explanations': {
      const { dataset, source, root, reference, grammar, space } = settings;
      return importExplanations(
        {
          db: stores.db,
          file,
          dataset,
          source: source && defined(source),
          reference,
          answers: { root },
          reading: { grammar, space },
        },
        options,
      );
    }
    case 'masks':
    case 'scores':
    case 'fakevlm':
    case 'mllm-defake': {
      const { dataset, source, root } = settings;
      const producer = producerOf(settings);
      const said = producer.format === 'masks' ? await innerFolder(await unpack()) : file;
      return importPredictions(
        { db: stores.db, file: said, producer, dataset, source: defined(source), root },
        options,
      );
    }
  }
}

type SetSettings = Extract<catalog.ImportSettings, { form: 'folder' | 'manifest' | 'parquet' }>;

function loadOf({ form, dataset, labels, ...settings }: SetSettings, file: string): Load {
  const { title, kind, licence, source, localisation, language } = settings;
  return {
    loader: form,
    file,
    dataset,
    described: defined({ title, kind, licence, source, localisation, language }),
    options: {
      labels: meanings(labels),
      ...('generators' in settings && { generators: settings.generators }),
      ...('columns' in settings && { columns: new Map(Object.entries(defined(settings.columns ?? {}))) }),
    },
  };
}

type PredictionSettings = Extract<catalog.ImportSettings, { form: Producer['format'] }>;

function producerOf(settings: PredictionSettings): Producer {
  switch (settings.form) {
    case 'masks': {
      const { form: format, threshold, scaleMasks: scale, verdictArea } = settings;
      return { format, mask: { threshold, scale }, verdictArea };
    }
    case 'scores': {
      const { form: format, threshold, positive, column } = settings;
      return { format, threshold, positive, column };
    }
    case 'fakevlm':
    case 'mllm-defake':
      return { format: settings.form };
  }
}

/** The command line takes names of folders and labels in any case. */
const meanings = (labels: SetSettings['labels']) =>
  new Map(Object.entries(labels).map(([name, label]) => [name.trim().toLowerCase(), label]));

/** The file of rows in what was unpacked: the one that is named, or the only one that it can be. */
async function rowsFile(unpacked: string, named: string | undefined, endings: string[]): Promise<string> {
  const root = await innerFolder(unpacked);
  if (named !== undefined) {
    try {
      return join(root, normalisePath(named, 'rows'));
    } catch (error) {
      if (error instanceof RowRefused) throw new ImportRefused(`The file of rows: ${error.message}.`);
      throw error;
    }
  }
  const found = await findRows(root, (name) => endings.includes(extname(name).toLowerCase()));
  const [only, ...others] = found;
  if (only !== undefined && others.length === 0) return only;
  const said =
    only === undefined
      ? 'holds none'
      : `holds ${found.length}: ${found.map((file) => relative(root, file)).join(', ')}`;
  throw new ImportRefused(
    `The archive needs a file of rows (${endings.join(', ')}) and ${said}. Say which it is, or add it.`,
  );
}

/** Without what is `undefined`. */
function defined<T extends Record<string, unknown>>(parts: T) {
  const kept = Object.entries(parts).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
    [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
  };
}
