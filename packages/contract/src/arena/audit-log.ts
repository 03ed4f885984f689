import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { idSchema, json, momentSchema } from '../shared.ts';

const tags = ['audit log'];

export const auditEntrySchema = z
  .object({
    id: z.int().meta({ title: 'Entry', description: 'Number of the entry; later ones are greater.' }),
    at: momentSchema.meta({ title: 'When', description: 'When it was changed.' }),
    person: z
      .object({
        id: idSchema.meta({ title: 'Person', description: 'Random id of the person.' }),
        name: z.string().meta({ title: 'Name', description: 'Name of the person at that time.' }),
      })
      .nullable()
      .meta({ title: 'Person', description: 'Who changed it; null for a process or a command.' }),
    key: z
      .string()
      .nullable()
      .meta({ title: 'Key', description: 'Name of the API key it was done with; null without one.' }),
    process: z
      .string()
      .meta({ title: 'Process', description: 'The process at the database: a service or a command.' }),
    requestId: idSchema
      .nullable()
      .meta({ title: 'Request', description: 'Id of the request in the logs; null for commands.' }),
    action: z.string().meta({ title: 'Action', description: 'Id of the operation, or what a command did.' }),
    subject: z
      .object({
        kind: z.string().meta({ title: 'Kind', description: 'What kind of thing was changed.' }),
        name: z.string().meta({ title: 'Name', description: 'Its name in addresses, or its id.' }),
      })
      .meta({ title: 'Subject', description: 'What was changed, by kind and name.' }),
    before: z
      .unknown()
      .meta({ title: 'Before', description: 'As it was, without secrets; null where it was not there.' }),
    after: z
      .unknown()
      .meta({ title: 'After', description: 'As it is now, without secrets; null where it is gone.' }),
  })
  .openapi('AuditEntry');
export type AuditEntry = z.infer<typeof auditEntrySchema>;

const filters = {
  person: idSchema.optional().meta({ title: 'Person', description: 'Only what this person changed, by id.' }),
  action: z
    .string()
    .max(100)
    .optional()
    .meta({ title: 'Action', description: 'Only entries with exactly this action.' }),
  kind: z
    .string()
    .max(100)
    .optional()
    .meta({ title: 'Kind', description: 'Only entries about this kind of thing.' }),
  subject: z
    .string()
    .max(200)
    .optional()
    .meta({ title: 'Subject', description: 'Only entries about a thing of exactly this name.' }),
};

export const auditFilterSchema = z.object(filters);
export type AuditFilter = z.infer<typeof auditFilterSchema>;

export const listAuditEntries = createRoute({
  method: 'get',
  path: '/audit-log',
  operationId: 'listAuditEntries',
  ...access('owner'),
  summary: 'Who changed what, newest first, a page at a time (owners)',
  tags,
  request: {
    query: z.object({
      ...filters,
      before: z.coerce
        .number()
        .int()
        .positive()
        .optional()
        .meta({ title: 'Before', description: 'Only entries before the one of this number.' }),
      limit: z.coerce
        .number()
        .int()
        .min(1)
        .max(200)
        .default(50)
        .meta({ title: 'Limit', description: 'Most entries of the answer.', unit: 'entries' }),
    }),
  },
  responses: {
    200: json(
      z.object({
        entries: z.array(auditEntrySchema).meta({ title: 'Entries', description: 'Entries, newest first.' }),
        next: z
          .int()
          .nullable()
          .meta({ title: 'Next', description: 'Value of `before` for the next page; null on the last.' }),
        actions: z
          .array(z.string())
          .meta({ title: 'Actions', description: 'Every action that some entry has, by name.' }),
      }),
      'The page',
    ),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden'),
  },
});

export const exportAuditEntries = createRoute({
  method: 'get',
  path: '/audit-log/export',
  operationId: 'exportAuditEntries',
  ...access('owner'),
  summary: 'The audit log as a file, oldest first (owners)',
  tags,
  request: {
    query: z.object({
      ...filters,
      format: z
        .enum(['csv', 'jsonl'])
        .default('jsonl')
        .meta({ title: 'Format', description: 'Lines of JSON, or CSV with `before` and `after` as JSON.' }),
    }),
  },
  responses: {
    200: {
      description: 'The entries',
      content: {
        'application/jsonl': { schema: z.string().openapi({ format: 'binary' }) },
        'text/csv': { schema: z.string().openapi({ format: 'binary' }) },
      },
    },
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden'),
  },
});
