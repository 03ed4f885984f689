import { coordinateSpaceSchema, grammarSchema } from '@fakexplain/explanation';
import { z } from '@hono/zod-openapi';
import { datasetFields, labelSchema, slugSchema, sourceFields } from '../shared.ts';
import { languageSchema } from './catalog.ts';

const words = (most: number) => z.string().trim().min(1).max(most);
const share = z.number().min(0).max(1);

const dataset = slugSchema.meta({ title: 'Dataset', description: 'Slug of the dataset that it goes into.' });

const newSource = z
  .strictObject({
    slug: sourceFields.slug,
    name: words(200)
      .optional()
      .meta({ title: 'Name', description: 'Name of the source as pages show it, where it is new.' }),
    kind: sourceFields.kind
      .optional()
      .meta({ title: 'Kind', description: 'Who explains, where the source is new.' }),
  })
  .openapi('ImportedSource');

const root = words(1_000)
  .optional()
  .meta({ title: 'Root', description: 'What to take off the front of the paths that the file gives.' });

const labels = z.record(words(200), labelSchema).default({}).meta({
  title: 'Meanings',
  description: 'What names of folders, or codes of labels, mean where it is not known.',
});

/** Facts of a dataset; of one that is there, kind and meaning of regions must agree, and the rest stays. */
const described = {
  dataset,
  title: words(2_000)
    .optional()
    .meta({ title: 'Title', description: 'Title of the dataset as pages show it; its slug by default.' }),
  kind: datasetFields.kind.optional().meta({ title: 'Kind', description: '`other` by default.' }),
  licence: words(2_000)
    .optional()
    .meta({ title: 'Licence', description: 'Licence of the images; unknown by default.' }),
  source: words(2_000)
    .optional()
    .meta({ title: 'Origin', description: 'Where the dataset comes from: a link or a citation.' }),
  localisation: datasetFields.localisation
    .optional()
    .meta({ title: 'Regions mark', description: '`visible_artifact` by default.' }),
  language: languageSchema
    .optional()
    .meta({ title: 'Language', description: 'Language of its explanations, a BCP 47 tag.' }),
};

const rowsFile = words(1_000).optional().meta({
  title: 'File of rows',
  description: 'Path of the file of rows in the archive, where there are several.',
});

const threshold = share
  .default(0.5)
  .meta({ title: 'Threshold', description: 'From which a score, or a pixel of a mask, counts.' });

const whose = { dataset, source: newSource.meta({ title: 'Source', description: 'Whose they are.' }), root };

const column = (title: string, what: string) =>
  z
    .string()
    .optional()
    .meta({ title, description: `Name of the column with ${what}.` });

/** How a file is read: what the command line calls `import <form>`, with its options. */
export const importSettingsSchema = z
  .discriminatedUnion('form', [
    z
      .strictObject({
        form: z.literal('folder').meta({ title: 'Form', description: 'A folder for each label.' }),
        ...described,
        labels,
        generators: z
          .boolean()
          .default(false)
          .meta({ title: 'Generators', description: 'Folders within name generators.' }),
      })
      .openapi('FolderImport'),
    z
      .strictObject({
        form: z.literal('manifest').meta({
          title: 'Form',
          description: 'Images and a list of them (CSV or JSONL): path, label and more.',
        }),
        ...described,
        labels,
        rows: rowsFile,
      })
      .openapi('ListImport'),
    z
      .strictObject({
        form: z.literal('parquet').meta({
          title: 'Form',
          description: 'Parquet of the Hugging Face hub: images with their bytes, and labels.',
        }),
        ...described,
        labels,
        columns: z
          .strictObject({
            image: column('Image', 'the images themselves'),
            label: column('Label', 'what each image is'),
            path: column('Path', 'the name of each image'),
            generator: column('Generator', 'what generated each image'),
            category: column('Category', 'the kind of generator'),
            group: column('Group', 'what images of one video or identity share'),
            text: column('Text', 'what is said of each image'),
            mask: column('Mask', 'the mask of each image'),
          })
          .optional()
          .meta({ title: 'Columns', description: 'Names of columns by what they are.' }),
      })
      .openapi('ParquetImport'),
    z
      .strictObject({
        form: z.literal('fakexplained').meta({
          title: 'Form',
          description: 'Images and FakeXplain’s training rows (JSONL), perhaps with a manifest.yaml.',
        }),
        dataset,
        rows: rowsFile,
      })
      .openapi('TrainingRowsImport'),
    z
      .strictObject({
        form: z.literal('explanations').meta({
          title: 'Form',
          description: 'Explanations, one a line, or a file of another tool that is told by its content.',
        }),
        dataset,
        source: newSource
          .optional()
          .meta({ title: 'Source', description: 'Whose they are, where the file does not say.' }),
        root,
        reference: z.boolean().default(false).meta({
          title: 'Reference',
          description: 'What others of the dataset are scored against.',
        }),
        grammar: grammarSchema
          .optional()
          .meta({ title: 'Grammar', description: 'How texts are written, where the file does not say.' }),
        space: coordinateSpaceSchema.optional().meta({
          title: 'Coordinate space',
          description: 'What boxes in texts count, where the file does not say.',
        }),
      })
      .openapi('ExplanationsImport'),
    z
      .strictObject({
        form: z.literal('scores').meta({ title: 'Form', description: 'A table of image and probability.' }),
        ...whose,
        threshold,
        positive: labelSchema
          .default('generated')
          .meta({ title: 'Positive', description: 'What a high probability means.' }),
        column: words(200)
          .optional()
          .meta({ title: 'Column', description: 'That holds the scores, where it is not `score`.' }),
      })
      .openapi('ScoresImport'),
    z
      .strictObject({
        form: z.enum(['fakevlm', 'mllm-defake']).meta({
          title: 'Form',
          description: 'The output of one of these programs, as its own code writes it.',
        }),
        ...whose,
      })
      .openapi('AnswersImport'),
    z
      .strictObject({
        form: z.literal('masks').meta({ title: 'Form', description: 'A mask for each image.' }),
        ...whose,
        threshold,
        scaleMasks: z
          .boolean()
          .default(false)
          .meta({ title: 'Scale masks', description: 'Take masks of another size, scaled.' }),
        verdictArea: share.nullable().default(0).meta({
          title: 'Area for a verdict',
          description: 'Share of an image above which it is called generated; null for no verdicts.',
        }),
      })
      .openapi('MasksImport'),
  ])
  .openapi('ImportSettings');
export type ImportSettings = z.infer<typeof importSettingsSchema>;
export type NewImportSettings = z.input<typeof importSettingsSchema>;

export const importFormSchema = z.enum([
  'folder',
  'manifest',
  'parquet',
  'fakexplained',
  'explanations',
  'scores',
  'fakevlm',
  'mllm-defake',
  'masks',
] satisfies ImportSettings['form'][]);
export type ImportForm = z.infer<typeof importFormSchema>;
