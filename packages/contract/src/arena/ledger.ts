import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { json, sha256Schema } from '../shared.ts';
import { studyParams } from './studies.ts';

const hash = (title: string, description: string) => sha256Schema.meta({ title, description });

export const ledgerHeadSchema = z
  .object({
    position: z.int().meta({ title: 'Entries', description: 'Number of entries up to it.', unit: 'entries' }),
    hash: hash(
      'Head',
      'Hash of the newest entry, which stands for all before it; 64 zeros before the first.',
    ),
  })
  .openapi('LedgerHead', { description: 'How far a study’s ledger was sealed.' });
export type LedgerHead = z.infer<typeof ledgerHeadSchema>;

export const ledgerEntrySchema = z
  .object({
    position: z.int().min(1).meta({ title: 'Position', description: 'Place in the ledger, from 1.' }),
    kind: z.enum(['vote', 'exclusion', 'readmission', 'withdrawal']).meta({
      title: 'Kind',
      description:
        'What happened: a vote or its correction, a rater excluded or readmitted, a rater who withdrew all that was given.',
    }),
    state: z.enum(['told', 'withheld', 'withdrawn', 'missing']).meta({
      title: 'State',
      description:
        'Whether the content is told here; withheld while results are hidden; withdrawn by its rater, for good; or missing, though it should be there.',
    }),
    content: z.string().nullable().meta({
      title: 'Content',
      description:
        'What happened, as canonical JSON (RFC 8785) with a nonce; null where it is not told. Its SHA-256 in UTF-8 is the content hash.',
    }),
    contentHash: hash('Content hash', 'SHA-256 of the content when it was sealed.'),
    hash: hash(
      'Hash',
      'SHA-256 of the canonical JSON of `contentHash`, `kind`, `position` and `previous`, the hash of the entry before.',
    ),
  })
  .openapi('LedgerEntry');
export type LedgerEntry = z.infer<typeof ledgerEntrySchema>;

export const ledgerSchema = z
  .object({
    head: ledgerHeadSchema.meta({ title: 'Head', description: 'The whole ledger’s newest entry.' }),
    entries: z.array(ledgerEntrySchema).meta({ title: 'Entries', description: 'In order of position.' }),
  })
  .openapi('Ledger');
export type Ledger = z.infer<typeof ledgerSchema>;

export const readLedger = createRoute({
  operationId: 'readLedger',
  method: 'get',
  path: '/studies/{study}/ledger',
  ...access('public'),
  tags: ['results'],
  summary: 'Votes, exclusions and withdrawals of a study, each chained to the one before',
  description:
    'Entries are sealed some seconds after what they tell happened. Raters have names of this ledger alone. Where the results of a study are not shown yet, hashes are told and contents withheld.',
  request: {
    params: studyParams,
    query: z.object({
      after: z.coerce.number().int().min(0).default(0).meta({
        title: 'After',
        description: 'Entries of later positions are told.',
      }),
      limit: z.coerce.number().int().min(0).max(2_000).default(1_000).meta({
        title: 'Limit',
        description: 'Most entries in the answer.',
        unit: 'entries',
      }),
    }),
  },
  responses: { 200: json(ledgerSchema, 'Entries in order.'), ...problemResponses('not-found') },
});
