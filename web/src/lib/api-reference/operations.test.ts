import { expect, test } from 'vitest';
import { namedTypes, operationsByTag, type OpenApiDocument } from './operations.ts';

const document: OpenApiDocument = {
  info: { title: 'arena', version: '1' },
  paths: {
    '/ballots/{ballot}/votes': {
      post: {
        operationId: 'castVote',
        summary: 'Answer a ballot',
        tags: ['ballots'],
        security: [{ rater: [] }],
        parameters: [
          { name: 'ballot', in: 'path', required: true, schema: { type: 'string', format: 'uuid' } },
        ],
        requestBody: {
          content: { 'application/json': { schema: { $ref: '#/components/schemas/NewVote' } } },
        },
        responses: {
          201: { description: 'The vote', content: { 'application/json': { schema: { type: 'string' } } } },
          409: { description: 'Closed (`study-not-open`); Too late (`correction-window-closed`)' },
        },
      },
    },
    '/ballots/{ballot}/image': {
      get: {
        tags: ['ballots'],
        responses: { 200: { description: 'The image', content: { 'image/png': {} } } },
      },
    },
  },
  components: { schemas: { Vote: { type: 'string' }, Ballot: { type: 'string' } } },
};

test('operations are shown under their tag with parameters, body, answers and problems', () => {
  const [ballots] = operationsByTag(document);
  expect(ballots?.tag).toBe('ballots');
  expect(ballots?.operations).toMatchObject([
    {
      id: 'castVote',
      method: 'POST',
      tokens: ['rater'],
      parameters: [{ name: 'ballot', place: 'path', required: true, limits: 'uuid' }],
      body: [{ text: 'NewVote', ref: 'NewVote' }],
      answers: [{ status: '201', type: [{ text: 'string' }] }],
      problems: ['study-not-open', 'correction-window-closed'],
    },
    {
      method: 'GET',
      body: null,
      answers: [{ status: '200', mediaType: 'image/png', type: null }],
      problems: [],
    },
  ]);
});

test('named types stand in alphabetical order', () => {
  expect(namedTypes(document).map(({ name }) => name)).toEqual(['Ballot', 'Vote']);
});
