import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { json } from '../shared.ts';
import { exclusionsQuery } from './leaderboard.ts';
import { studyParams } from './studies.ts';
import { countedRows, voteColumns, voteFormats } from './vote-columns.ts';

export const voteFormatSchema = z.enum(['csv', 'jsonl', 'parquet', 'arena-rank', 'fastchat']);
const binary = { schema: z.string().openapi({ format: 'binary' }) };

export const voteExportQuery = z
  .strictObject({
    format: voteFormatSchema.default('csv').meta({
      title: 'Format',
      description: Object.entries(voteFormats)
        .map(([format, { description }]) => `\`${format}\`: ${description}`)
        .join(' '),
    }),
    raters: z.enum(['fresh', 'stable']).default('fresh').meta({
      title: 'Raters',
      description:
        '`fresh` names raters by ids that no other file has; `stable` by those that pages for maintainers have (maintainers alone).',
    }),
    exclusions: exclusionsQuery,
  })
  .openapi('VoteExportQuery');
export type VoteExportQuery = z.infer<typeof voteExportQuery>;

export const exportVotes = createRoute({
  method: 'get',
  path: '/studies/{study}/votes',
  operationId: 'exportVotes',
  ...access('public'),
  summary: 'Every vote of a study as a file, one row a vote',
  description:
    'One state of the study, oldest vote first, streamed. The public gets it where it may read the study’s results as they are now, and none of its images is withheld for an open study. `GET /data-dictionary` says what each column means. Few files are made at once; a file that its reader does not take for a minute breaks off.',
  tags: ['exports'],
  request: { params: studyParams, query: voteExportQuery },
  responses: {
    200: {
      description: 'The votes',
      content: {
        'text/csv': binary,
        'application/jsonl': binary,
        'application/vnd.apache.parquet': binary,
        'application/json': binary,
      },
    },
    ...problemResponses('invalid-request', 'forbidden', 'not-found', 'results-hidden', 'embargoed'),
  },
});

const dictionarySchema = z
  .object({
    columns: z
      .array(
        z.object({
          name: z.string().meta({ title: 'Column', description: 'Name of the column in the file.' }),
          type: z.enum(['boolean', 'integer', 'moment', 'number', 'text', 'texts']).meta({
            title: 'Type',
            description:
              'What its cells hold; `moment` is in UTC, with milliseconds, `texts` is a list, which CSV parts by semicolons.',
          }),
          unit: z
            .string()
            .nullable()
            .meta({ title: 'Unit', description: 'What its numbers count; null where they have no unit.' }),
          nullable: z.boolean().meta({ title: 'Nullable', description: 'Whether its cells may be empty.' }),
          description: z.string().meta({ title: 'Meaning', description: 'What its cells say.' }),
        }),
      )
      .meta({ title: 'Columns', description: 'The columns of votes as a file, in their order.' }),
    counted: z.string().meta({ title: 'Counted', description: 'Which of the rows a leaderboard counts.' }),
    formats: z
      .array(
        z.object({
          format: voteFormatSchema.meta({ title: 'Format', description: 'Name of the format in queries.' }),
          extension: z
            .string()
            .meta({ title: 'Extension', description: 'How the name of the file ends, without a dot.' }),
          description: z.string().meta({ title: 'Contents', description: 'What the file holds, and how.' }),
        }),
      )
      .meta({ title: 'Formats', description: 'What votes can be had as.' }),
  })
  .openapi('DataDictionary');
export type DataDictionary = z.infer<typeof dictionarySchema>;

/** What `readDataDictionary` answers. */
export const dataDictionary: DataDictionary = {
  columns: [...voteColumns],
  counted: countedRows,
  formats: voteFormatSchema.options.map((format) => {
    const { extension, description } = voteFormats[format];
    return { format, extension, description };
  }),
};

export const readDataDictionary = createRoute({
  method: 'get',
  path: '/data-dictionary',
  operationId: 'readDataDictionary',
  ...access('public'),
  summary: 'What each column of a study’s votes as a file means',
  tags: ['exports'],
  responses: { 200: json(dictionarySchema, 'The dictionary'), ...problemResponses() },
});
