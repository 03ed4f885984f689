import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, json } from '../shared.ts';
import { newStudySchema, studyFields, studyParams, studySchema } from './studies.ts';

const tags = ['studies'];

export const readSettings = createRoute({
  method: 'get',
  path: '/studies/{study}/settings',
  operationId: 'readSettings',
  summary: 'All that a study was made of (maintainers)',
  description:
    'What makes the same study again, return codes too: to change a draft, or to make another study.',
  tags,
  ...access('viewer'),
  request: { params: studyParams },
  responses: {
    200: json(newStudySchema, 'The settings'),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found'),
  },
});

export const editDraft = createRoute({
  method: 'put',
  path: '/studies/{study}/settings',
  operationId: 'editDraft',
  summary: 'Change a draft (maintainers)',
  description:
    'Every setting is replaced, the slug too. A study that was ever open keeps what it was opened with.',
  tags,
  ...access('maintainer'),
  request: { params: studyParams, body: body(newStudySchema) },
  responses: {
    200: json(studySchema, 'The draft'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
      'unsupported-media-type',
      'payload-too-large',
      'slug-taken',
      'not-found',
      'study-not-draft',
    ),
  },
});

const copyResponses = (made: string) => ({
  201: json(studySchema, made),
  ...problemResponses(
    'invalid-request',
    'unauthenticated',
    'forbidden',
    'unsupported-media-type',
    'payload-too-large',
    'slug-taken',
    'not-found',
    'study-state-conflict',
  ),
});

export const duplicateStudy = createRoute({
  method: 'post',
  path: '/studies/{study}/duplicates',
  operationId: 'duplicateStudy',
  summary: 'Make a draft with the settings of a study (maintainers)',
  description:
    'The draft is another study: nothing links the two. Its arms show the newest runs where the study’s do.',
  tags,
  ...access('maintainer'),
  request: {
    params: studyParams,
    body: body(
      z.strictObject({
        slug: studyFields.slug,
        title: newStudySchema.shape.title.optional().meta({
          title: 'Study',
          description: 'Title of the draft; by default that of the study.',
        }),
      }),
    ),
  },
  responses: copyResponses('The draft'),
});

export const makeVersion = createRoute({
  method: 'post',
  path: '/studies/{study}/versions',
  operationId: 'makeVersion',
  summary: 'Make the next version of a study, as a draft (maintainers)',
  description:
    'For new images, arms or runs: what an open study shows never changes. The draft has the settings of the newest version, which must have been opened, and can be edited. Each version is a study of its own, with its own slug, raters and votes.',
  tags,
  ...access('maintainer'),
  request: {
    params: studyParams,
    body: body(
      z.strictObject({
        slug: studyFields.slug.optional().meta({
          title: 'Slug',
          description:
            'Name of the version in addresses; by default that of version 1 with `-v2`, `-v3` and so on.',
        }),
      }),
    ),
  },
  responses: copyResponses('The draft of the next version'),
});

interface Words {
  summary: string;
  description?: string;
  moved: string;
}

/** What takes a study from one state to another, and is asked for by its path alone. */
const move = <const Command extends string>(command: Command, { moved, ...words }: Words) =>
  createRoute({
    method: 'post',
    path: `/studies/{study}/${command}`,
    operationId: `${command}Study`,
    ...words,
    tags,
    ...access('maintainer'),
    request: { params: studyParams },
    responses: {
      200: json(studySchema, moved),
      ...problemResponses(
        'invalid-request',
        'unauthenticated',
        'forbidden',
        'not-found',
        'study-state-conflict',
      ),
    },
  });

export const pauseStudy = move('pause', {
  summary: 'Pause an open study (maintainers)',
  description:
    'Nobody new may take part, and no ballot is drawn. Ballots drawn before may be answered, and votes corrected, as long as they could be.',
  moved: 'The paused study',
});
export const resumeStudy = move('resume', {
  summary: 'Resume a paused study (maintainers)',
  moved: 'The open study',
});
export const closeStudy = move('close', {
  summary: 'Close a study, open or paused, to further votes (maintainers)',
  moved: 'The closed study',
});
export const archiveStudy = move('archive', {
  summary: 'Take a closed study out of lists (maintainers)',
  description: 'Its pages and answers stay at their addresses.',
  moved: 'The archived study',
});
export const restoreStudy = move('restore', {
  summary: 'Put an archived study back into lists (maintainers)',
  moved: 'The closed study',
});
