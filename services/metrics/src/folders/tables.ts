import type { ParquetColumn, ParquetType } from '@fakexplain/service-kit/parquet';

/** A column of a folder's table, with what its cells say. */
export interface FolderColumn extends ParquetColumn {
  description: string;
}

interface Settings {
  nullable?: boolean;
  plain?: boolean;
}

const column = (
  name: string,
  type: ParquetType,
  description: string,
  { nullable = false, plain = false }: Settings = {},
): FolderColumn => ({ name, type, nullable, plain, description });

const optional = { nullable: true };

const image = column('image_sha256', 'text', 'SHA-256 of the bytes of the image, lower-case hex.');
const explanation = column(
  'explanation',
  'text',
  'Id of the explanation, by which regions and scores belong to it.',
);
const source = column('source', 'text', 'Who explains: a group of people, or a model at one checkpoint.');
const corners = [
  column('x1', 'number', 'Left edge in pixels of the original image, inclusive.'),
  column('y1', 'number', 'Upper edge in pixels of the original image, inclusive.'),
  column('x2', 'number', 'Right edge in pixels of the original image, exclusive.'),
  column('y2', 'number', 'Lower edge in pixels of the original image, exclusive.'),
];
const said = column('description', 'text', 'What is said about this place.');

/** The tables of a folder, and what is in them; each is a configuration of `datasets` and a record set of Croissant. */
export const folderTables = {
  images: {
    description: 'A row an image, with its picture and its label.',
    columns: [
      column(
        'image',
        {
          struct: [
            { name: 'bytes', type: 'bytes', nullable: true },
            { name: 'path', type: 'text', nullable: true },
          ],
        },
        'The picture: its bytes as they were imported, and its path in its dataset.',
        { nullable: true, plain: true },
      ),
      image,
      column('dataset', 'text', 'Slug of its dataset.'),
      column('path', 'text', 'Path in the dataset as that was distributed.'),
      column('width', 'integer', 'Width in pixels.'),
      column('height', 'integer', 'Height in pixels.'),
      column('label', 'text', 'What the image is: “real” or “generated”.'),
      column('generator', 'text', 'What generated it, where that is known.', optional),
      column('category', 'text', 'Category of the generator or of the image, where that is known.', optional),
      column('fold', 'integer', 'Fold of cross-validation, 0 to 3.', optional),
      column('group', 'text', 'Video or identity that several images share.', optional),
    ],
  },
  explanations: {
    description: 'A row an explanation: what one source says of one image, with all of its regions.',
    columns: [
      explanation,
      image,
      source,
      column('source_name', 'text', 'Name of the source as pages show it.', optional),
      column(
        'source_kind',
        'text',
        '“human”, “model”, “control”, or “stand-in” for sources made for a demo.',
        optional,
      ),
      column('run', 'text', 'Id of the run: what one source says of one dataset, made at once.', optional),
      column('reference', 'boolean', 'Whether others are scored against it.', optional),
      column('verdict', 'text', '“real” or “generated”; empty where none could be read.', optional),
      column('probability', 'number', 'Probability of “generated”, where the source gives one.', optional),
      column('tags', 'texts', 'Labels of the whole image.'),
      column('reasoning', 'text', 'Prose that belongs to no region.'),
      column(
        'regions',
        { list: { struct: [...corners, said] } },
        'All places that it marks, each with what is said about it; the table of regions has them a row each.',
      ),
      column(
        'text',
        'text',
        'The source’s own words; empty where it gave none, or none were read.',
        optional,
      ),
      column('parse_status', 'text', '“ok”, “partial” (something was not read) or “failed” (no verdict).'),
      column('parse_problems', 'texts', 'Codes of what was wrong in the text.'),
    ],
  },
  regions: {
    description: 'A row a region: a place in an image, and what a source says about it.',
    columns: [
      explanation,
      image,
      source,
      column('position', 'integer', 'Place among the regions of its explanation, from 0.'),
      ...corners,
      said,
      column('mask_height', 'integer', 'Height of the mask, where there is one.', optional),
      column('mask_width', 'integer', 'Width of the mask.', optional),
      column(
        'mask_counts',
        'text',
        'The exact shape: runs of the mask in COCO’s compressed form, as pycocotools reads them.',
        optional,
      ),
    ],
  },
  scores: {
    description: 'A row a score: the value of a metric for one explanation.',
    columns: [
      explanation,
      image,
      source,
      column('metric', 'text', 'Short name of the metric.'),
      column(
        'signature',
        'text',
        'The metric with all of its settings: values with different signatures cannot be compared.',
      ),
      column('value', 'number', 'The value, from 0 to 1.'),
    ],
  },
} as const satisfies Record<string, { description: string; columns: readonly FolderColumn[] }>;

export type FolderTable = keyof typeof folderTables;
export const folderTableNames = [
  'images',
  'explanations',
  'regions',
  'scores',
] as const satisfies FolderTable[];
