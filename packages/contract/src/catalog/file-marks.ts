import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { countedShareFields, datasetFields, json } from '../shared.ts';

const countedOf = (label: string) =>
  z.object(
    countedShareFields(
      'images',
      `Images with the label \`${label}\` whose files have the mark.`,
      `Images with the label \`${label}\` whose files were looked at.`,
    ),
  );

export const fileMarksSchema = z
  .object({
    marks: z
      .array(
        z.object({
          mark: z.enum(['exif', 'text', 'xmp', 'c2pa', 'made', 'transparent']).meta({
            title: 'Mark',
            description:
              'What the file tells beside what is seen: a block of `exif`; `text` chunks or comments; a packet of `xmp`; content credentials (`c2pa`), whose signature is not checked; in any of these something on how the image was `made`; pixels that are `transparent`.',
          }),
          real: countedOf('real').meta({ title: 'Real', description: 'Files of real images with the mark.' }),
          generated: countedOf('generated').meta({
            title: 'Generated',
            description: 'Files of generated images with the mark.',
          }),
        }),
      )
      .meta({ title: 'Marks', description: 'Every mark with its counts, also those that no file has.' }),
    pending: z.int().min(0).meta({
      title: 'Pending',
      description: 'Images whose files have not been looked at yet: they came with an earlier version.',
      unit: 'images',
    }),
  })
  .openapi('FileMarks');
export type FileMarks = z.infer<typeof fileMarksSchema>;

export const readFileMarks = createRoute({
  method: 'get',
  path: '/datasets/{dataset}/file-marks',
  operationId: 'readFileMarks',
  ...access('public'),
  summary: 'What the files of a dataset tell beside what is seen, by label',
  description:
    'Counts of files as they were imported, not of a sample. A mark that one label has and the other has not tells the label to whoever reads the files; pictures for raters and thumbnails have none.',
  tags: ['datasets'],
  request: { params: z.object({ dataset: datasetFields.slug }) },
  responses: {
    200: json(fileMarksSchema, 'The counts'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});
