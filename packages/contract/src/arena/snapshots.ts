import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, json, momentSchema } from '../shared.ts';
import { ledgerHeadSchema } from './ledger.ts';
import { studyParams } from './studies.ts';

/** A name begins with a letter, so that no number is one. */
export const snapshotNameSchema = z
  .string()
  .max(40)
  .regex(
    /^[a-z][a-z0-9]*(?:[.-][a-z0-9]+)*$/,
    'a lower-case letter, then lower-case letters, digits, single hyphens and dots',
  )
  .openapi({ example: 'v1' });

const snapshotFields = {
  name: snapshotNameSchema.meta({
    title: 'Name',
    description: 'What the snapshot is called in addresses (`?at=`); unique in its study, and never changed.',
  }),
  note: z.string().trim().max(500, 'at most 500 characters').meta({
    title: 'Note',
    description: 'What the snapshot is for, in words, e.g. “as in the paper”; may be empty, and be changed.',
  }),
};

export const snapshotSchema = z
  .object({
    ...snapshotFields,
    sequence: z.int().min(1).meta({
      title: 'As of vote',
      description: 'Sequence number of the last vote that counts.',
    }),
    castAt: momentSchema.meta({ title: 'Cast at', description: 'When that vote was cast.' }),
    ledger: ledgerHeadSchema.meta({
      title: 'Ledger',
      description: 'The vote’s entry in the study’s ledger, and its hash; none where it is not sealed yet.',
    }),
    madeAt: momentSchema.meta({ title: 'Named at', description: 'When the snapshot got its name.' }),
  })
  .openapi('Snapshot', { description: 'A vote of a study that has a name, to cite a leaderboard by.' });
export type Snapshot = z.infer<typeof snapshotSchema>;

export const newSnapshotSchema = z
  .strictObject({
    name: snapshotFields.name,
    note: snapshotFields.note.default(''),
    sequence: snapshotSchema.shape.sequence.optional().meta({
      title: 'As of vote',
      description:
        'Sequence number of the last vote that counts (`stamp.sequence`); the newest vote where it is left out.',
    }),
  })
  .openapi('NewSnapshot');
export type NewSnapshot = z.infer<typeof newSnapshotSchema>;

const tags = ['results'];

export const listSnapshots = createRoute({
  method: 'get',
  path: '/studies/{study}/snapshots',
  operationId: 'listSnapshots',
  ...access('public'),
  summary: 'Votes of a study that have a name, to cite its leaderboard by',
  description: 'Any leaderboard of the study is read as of one by `at=<name>`.',
  tags,
  request: { params: studyParams },
  responses: {
    200: json(
      z.object({
        snapshots: z
          .array(snapshotSchema)
          .meta({ title: 'Snapshots', description: 'In the order of their votes.' }),
      }),
      'The snapshots, in the order of their votes',
    ),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const makeSnapshot = createRoute({
  method: 'post',
  path: '/studies/{study}/snapshots',
  operationId: 'makeSnapshot',
  ...access('maintainer'),
  summary: 'Name a vote of a study, for good (maintainers)',
  tags,
  request: { params: studyParams, body: body(newSnapshotSchema) },
  responses: {
    201: json(snapshotSchema, 'The snapshot'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
      'unsupported-media-type',
      'payload-too-large',
      'not-found',
      'snapshot-exists',
    ),
  },
});

export const editSnapshot = createRoute({
  method: 'patch',
  path: '/studies/{study}/snapshots/{snapshot}',
  operationId: 'editSnapshot',
  ...access('maintainer'),
  summary: 'Change the note of a snapshot (maintainers)',
  tags,
  request: {
    params: studyParams.extend({ snapshot: snapshotFields.name }),
    body: body(z.strictObject({ note: snapshotFields.note }).openapi('SnapshotNote')),
  },
  responses: {
    200: json(snapshotSchema, 'The snapshot'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
      'unsupported-media-type',
      'payload-too-large',
      'not-found',
    ),
  },
});
