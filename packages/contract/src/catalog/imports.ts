import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, datasetFields, idSchema, json, momentSchema, sha256Schema, sourceFields } from '../shared.ts';
import { importFormSchema, importSettingsSchema } from './import-settings.ts';

/** Bytes of each part of a file but the last, which has the rest. */
export const partBytes = 4 * 1_048_576;

/** How many parts a file of this size has. */
export const partsOf = (byteSize: number): number => Math.ceil(byteSize / partBytes);

const tags = ['imports'];
const maintainers = { tags, ...access('maintainer') };

export const importStateSchema = z
  .enum(['uploading', 'uploaded', 'waiting', 'running', 'stopping', 'stopped', 'done', 'refused', 'failed'])
  .meta({
    title: 'State',
    description:
      'Parts of the file are missing (`uploading`) or not (`uploaded`); it `waits` for another import into the dataset, is `running`, is `stopping` or `stopped`, came to its end (`done`), could not be read as was asked (`refused`), or `failed`.',
  });

export const refusalSchema = z
  .object({
    file: z.string().meta({ title: 'File', description: 'Where the row stands, within what was sent.' }),
    line: z
      .int()
      .optional()
      .meta({ title: 'Line', description: 'Counted from 1; absent where it has none.' }),
    field: z.string().meta({ title: 'Field', description: 'Of the row; empty for the row as a whole.' }),
    reason: z.string().meta({ title: 'Reason', description: 'Why the row does not go in.' }),
  })
  .openapi('Refusal');
export type ShownRefusal = z.infer<typeof refusalSchema>;

const rows = (title: string, description: string) => z.int().meta({ title, description, unit: 'rows' });

export const importProgressSchema = z
  .object({
    share: z
      .number()
      .min(0)
      .max(1)
      .meta({ title: 'Share', description: 'How far the file is read.', unit: 'share' }),
    rows: rows('Rows', 'Rows that were read.'),
    refused: rows('Refused', 'Rows that were refused.'),
  })
  .openapi('ImportProgress');
export type ShownProgress = z.infer<typeof importProgressSchema>;

const lines = (title: string, description: string) => z.array(z.string()).meta({ title, description });

export const importReportSchema = z
  .object({
    added: z
      .record(z.string(), z.int())
      .meta({ title: 'Added', description: 'Rows that went in, or would, by what they are.' }),
    present: rows('Present', 'Rows that were there before.'),
    refused: rows('Refused', 'Rows that were refused.'),
    understood: lines('Understood', 'What the rows were understood to say, the first three read back.'),
    notes: lines('Notes', 'What else the person who imports should know.'),
    refusals: z
      .array(refusalSchema)
      .meta({ title: 'Refusals', description: 'The first 100; the others have an address of their own.' }),
  })
  .openapi('ImportReport');
export type ImportReport = z.infer<typeof importReportSchema>;

export const importSchema = z
  .object({
    id: idSchema.meta({ title: 'Import', description: 'Id of the import.' }),
    fileName: z.string().meta({ title: 'File', description: 'Name of the file that is sent.' }),
    byteSize: z.int().meta({ title: 'Size', description: 'Size of the file.', unit: 'bytes' }),
    partBytes: z.int().meta({ title: 'Part', description: 'Size of each part but the last.', unit: 'bytes' }),
    received: z.int().meta({ title: 'Received', description: 'Parts that are here.', unit: 'parts' }),
    parts: z.int().meta({ title: 'Parts', description: 'Parts of the file.', unit: 'parts' }),
    state: importStateSchema,
    dryRun: z.boolean().meta({
      title: 'Dry run',
      description: 'Whether it tells what would go in and writes nothing.',
    }),
    settings: importSettingsSchema
      .nullable()
      .meta({ title: 'Settings', description: 'How the file was read last; null before that.' }),
    progress: importProgressSchema
      .nullable()
      .meta({ title: 'Progress', description: 'Of the work that is going on; null where there is none.' }),
    report: importReportSchema
      .nullable()
      .meta({ title: 'Report', description: 'Of the last run; null before the first.' }),
    reason: z
      .string()
      .nullable()
      .meta({ title: 'Reason', description: 'Why it was refused or failed; null where it was not.' }),
    createdAt: momentSchema.meta({ title: 'Begun', description: 'When it was begun.' }),
    expiresAt: momentSchema.meta({
      title: 'Kept until',
      description: 'When file and report are deleted, if nothing happens until then.',
    }),
  })
  .openapi('Import');
export type Import = z.infer<typeof importSchema>;

export const importDetailsSchema = importSchema
  .extend({
    looksLike: z
      .object({
        words: z.string().meta({ title: 'Looks like', description: 'With its article.' }),
        form: importFormSchema.nullable().meta({
          title: 'Form',
          description: 'By which it can be read; null where several may or none does.',
        }),
      })
      .nullable()
      .meta({
        title: 'Looks like',
        description: 'What the file is by its content; null where that is not known, or parts are missing.',
      }),
  })
  .openapi('ImportDetails');
export type ImportDetails = z.infer<typeof importDetailsSchema>;

const params = z.object({
  import: idSchema.meta({ title: 'Import', description: 'Id of the import.' }),
});

export const listImports = createRoute({
  method: 'get',
  path: '/imports',
  operationId: 'listImports',
  summary: 'Files that were sent, newest first (maintainers)',
  ...maintainers,
  responses: {
    200: json(
      z.object({
        imports: z.array(importSchema).meta({ title: 'Imports', description: 'At most 100.' }),
        maxBytes: z.int().meta({ title: 'Largest file', description: 'That may be sent.', unit: 'bytes' }),
        keptDays: z.number().meta({
          title: 'Kept',
          description: 'Days after which a file is deleted with which nothing happens.',
          unit: 'days',
        }),
      }),
      'The imports',
    ),
    ...problemResponses('unauthenticated'),
  },
});

export const createImport = createRoute({
  method: 'post',
  path: '/imports',
  operationId: 'createImport',
  summary: 'Begin to send a file (maintainers)',
  description:
    'Then send its parts, in any order; a part that is there need not be sent again. When all are there, start it.',
  ...maintainers,
  request: {
    body: body(
      z
        .strictObject({
          fileName: z
            .string()
            .trim()
            .min(1)
            .max(200)
            .meta({ title: 'File', description: 'Name of the file that is sent.' }),
          byteSize: z.int().min(1).meta({ title: 'Size', description: 'Size of the file.', unit: 'bytes' }),
        })
        .openapi('NewImport'),
    ),
  },
  responses: {
    201: json(importSchema, 'The import'),
    ...problemResponses('invalid-request', 'unauthenticated', 'payload-too-large'),
  },
});

export const readImport = createRoute({
  method: 'get',
  path: '/imports/{import}',
  operationId: 'readImport',
  summary: 'An import: what is here of its file, how far it is, its report (maintainers)',
  ...maintainers,
  request: { params },
  responses: {
    200: json(importDetailsSchema, 'The import'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

export const listParts = createRoute({
  method: 'get',
  path: '/imports/{import}/parts',
  operationId: 'listParts',
  summary: 'The parts of a file that are here, by their hashes (maintainers)',
  ...maintainers,
  request: { params },
  responses: {
    200: json(
      z.object({
        parts: z
          .array(
            z.object({
              part: z.int().meta({ title: 'Part', description: 'Counted from 0.' }),
              sha256: sha256Schema.meta({ title: 'SHA-256', description: 'Of its bytes.' }),
            }),
          )
          .meta({ title: 'Parts', description: 'Those that are here.' }),
      }),
      'The parts',
    ),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

export const putPart = createRoute({
  method: 'put',
  path: '/imports/{import}/parts/{part}',
  operationId: 'putPart',
  summary: 'Send a part of a file (maintainers)',
  description:
    'The bytes are kept where they have the hash that is said. A part may be sent again until the import is started.',
  ...maintainers,
  request: {
    params: params.extend({
      part: z.coerce
        .number()
        .int()
        .min(0)
        .max(1_000_000)
        .meta({ title: 'Part', description: 'Counted from 0.' }),
    }),
    query: z.strictObject({
      sha256: sha256Schema.meta({ title: 'SHA-256', description: 'Of the bytes that are sent.' }),
    }),
    body: {
      required: true,
      content: { 'application/octet-stream': { schema: z.string().openapi({ format: 'binary' }) } },
    },
  },
  responses: {
    200: json(importSchema, 'The import'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-found',
      'payload-too-large',
      'import-state-conflict',
    ),
  },
});

export const startImport = createRoute({
  method: 'post',
  path: '/imports/{import}/start',
  operationId: 'startImport',
  summary: 'Read a file that is here in whole: to tell what would go in, or for real (maintainers)',
  description:
    'May be repeated, with other settings: what is in the dataset stays as it is. One that was stopped goes on.',
  ...maintainers,
  request: {
    params,
    body: body(
      z
        .strictObject({
          dryRun: importSchema.shape.dryRun,
          settings: importSettingsSchema.meta({ title: 'Settings', description: 'How the file is read.' }),
        })
        .openapi('ImportStart'),
    ),
  },
  responses: {
    200: json(importSchema, 'The import'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'import-state-conflict'),
  },
});

export const stopImport = createRoute({
  method: 'post',
  path: '/imports/{import}/stop',
  operationId: 'stopImport',
  summary: 'Stop an import; what went in stays (maintainers)',
  ...maintainers,
  request: { params },
  responses: {
    200: json(importSchema, 'The import'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'import-state-conflict'),
  },
});

export const deleteImport = createRoute({
  method: 'delete',
  path: '/imports/{import}',
  operationId: 'deleteImport',
  summary: 'Delete a file that was sent and its report; what went in stays (maintainers)',
  ...maintainers,
  request: { params },
  responses: {
    200: json(importSchema, 'The import as it was'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'import-state-conflict'),
  },
});

export const listRefusals = createRoute({
  method: 'get',
  path: '/imports/{import}/refusals',
  operationId: 'listRefusals',
  summary: 'Every refused row of the last run, one JSON object a line (maintainers)',
  ...maintainers,
  request: { params },
  responses: {
    200: {
      description: 'The refusals',
      content: { 'text/plain': { schema: z.string() } },
    },
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

const deletion = z.object({
  images: z.int().meta({ title: 'Images', description: 'That left the service.', unit: 'images' }),
  runs: z.int().meta({ title: 'Runs', description: 'That were deleted with it.', unit: 'runs' }),
  explanations: z.int().meta({
    title: 'Explanations',
    description: 'That were deleted with it, and their scores.',
    unit: 'explanations',
  }),
});
export type Deletion = z.infer<typeof deletion>;

export const deleteDataset = createRoute({
  method: 'delete',
  path: '/datasets/{dataset}',
  operationId: 'deleteDataset',
  summary: 'Delete a dataset that no study uses (maintainers)',
  description:
    'Its runs, explanations and scores go with it, and images that stand in no other dataset. What uses it is named where it is refused.',
  tags: ['datasets'],
  ...access('maintainer'),
  request: { params: z.object({ dataset: datasetFields.slug }) },
  responses: {
    200: json(deletion, 'What was deleted'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'in-use'),
  },
});

export const deleteSource = createRoute({
  method: 'delete',
  path: '/sources/{source}',
  operationId: 'deleteSource',
  summary: 'Delete a source that no study uses (maintainers)',
  description: 'Its runs, explanations and scores go with it. What uses it is named where it is refused.',
  tags: ['sources'],
  ...access('maintainer'),
  request: { params: z.object({ source: sourceFields.slug }) },
  responses: {
    200: json(deletion, 'What was deleted'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'in-use'),
  },
});
