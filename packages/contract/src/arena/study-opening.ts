import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { imageFields, json } from '../shared.ts';
import { ballotSchema, shownFields, practiceBallotSchema } from './ballots.ts';
import { imageResponse, lookWords, tileParams, tileWords } from './picture-parts.ts';
import { armFields, briefingSchema, studyParams } from './studies.ts';

const tags = ['studies'];
const images = (title: string, description: string) =>
  z.int().min(0).meta({ title, description, unit: 'images' });

export const openingSchema = z
  .object({
    obstacles: z
      .array(
        z.object({
          kind: z
            .enum(['no-images', 'arm-not-drawable', 'too-little-practice'])
            .meta({ title: 'Kind', description: 'Which kind of obstacle it is.' }),
          words: z
            .string()
            .meta({ title: 'Obstacle', description: 'What is missing, and what can be done.' }),
        }),
      )
      .meta({ title: 'Obstacles', description: 'All for which opening the draft now would be refused.' }),
    warnings: z
      .array(z.string())
      .meta({ title: 'Warnings', description: 'What does not keep it from opening, but should be known.' }),
    images: images('Images', 'Images of the draft’s datasets.'),
    asked: images('Asked', 'Images that raters would be asked about.'),
    practice: z.int().min(0).meta({
      title: 'Practice ballots',
      description: 'Practice ballots that can be made; their images are not asked about.',
      unit: 'ballots',
    }),
    pictures: images(
      'Pictures missing',
      'Images whose picture for raters is not made yet; opening makes them.',
    ),
    arms: z
      .array(
        z.object({
          position: armFields.position,
          name: armFields.name,
          explained: images('Explained', 'Images of the datasets that the arm explains.'),
          asked: images('Asked', 'Images that can be asked about with this arm.'),
        }),
      )
      .meta({ title: 'Arms', description: 'How many images each arm can be asked about, by position.' }),
  })
  .openapi('Opening', { description: 'What opening a draft would come to now.' });
export type Opening = z.infer<typeof openingSchema>;

export const checkOpening = createRoute({
  method: 'get',
  path: '/studies/{study}/opening',
  operationId: 'checkOpening',
  summary: 'What opening a draft would come to (maintainers)',
  tags,
  ...access('viewer'),
  request: { params: studyParams },
  responses: {
    200: json(openingSchema, 'What opening would come to'),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found', 'study-not-draft'),
  },
});

export const previewSchema = z
  .object({
    briefing: briefingSchema.meta({ title: 'Briefing', description: 'What raters are told before voting.' }),
    practice: z.array(practiceBallotSchema.extend({ sha256: imageFields.sha256 })).meta({
      title: 'Practice',
      description: 'The practice ballots, by position, with the hashes of their images.',
    }),
    ballots: z
      .array(ballotSchema.extend({ ...shownFields, sha256: imageFields.sha256 }))
      .meta({ title: 'Ballots', description: 'The first ballots of a rater who answers each.' }),
  })
  .openapi('Preview', { description: 'A draft as a rater would see it. Nothing of it is stored.' });
export type Preview = z.infer<typeof previewSchema>;

export const previewStudy = createRoute({
  method: 'get',
  path: '/studies/{study}/preview',
  operationId: 'previewStudy',
  summary: 'A draft as a rater would see it (maintainers)',
  description:
    'Practice and ballots as they would be made and drawn if the draft were opened now. Nothing is stored.',
  tags,
  ...access('viewer'),
  request: {
    params: studyParams,
    query: z.object({
      ballots: z.coerce.number().int().min(1).max(20).default(5).meta({
        title: 'Ballots',
        description: 'How many ballots are drawn.',
      }),
      seed: z.coerce.number().int().min(0).max(2_147_483_647).default(1).meta({
        title: 'Seed',
        description: 'Another seed draws other ballots.',
      }),
    }),
  },
  responses: {
    200: json(previewSchema, 'The preview'),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found', 'study-not-draft'),
  },
});

const imageParams = studyParams.extend({ sha256: imageFields.sha256 });
const imageProblems = problemResponses(
  'invalid-request',
  'unauthenticated',
  'forbidden',
  'not-found',
  'study-not-draft',
  'image-not-shown',
);

export const readPreviewImage = createRoute({
  method: 'get',
  path: '/studies/{study}/preview/{sha256}/image',
  operationId: 'readPreviewImage',
  summary: 'An image of a draft as raters would see it (maintainers)',
  description: lookWords,
  tags,
  ...access('viewer'),
  request: { params: imageParams },
  responses: { 200: imageResponse, ...imageProblems },
});

export const readPreviewTile = createRoute({
  method: 'get',
  path: '/studies/{study}/preview/{sha256}/tiles/{level}/{column}/{row}',
  operationId: 'readPreviewTile',
  summary: 'A tile of an image of a draft, for magnifying it (maintainers)',
  description: tileWords,
  tags,
  ...access('viewer'),
  request: { params: imageParams.extend(tileParams) },
  responses: { 200: imageResponse, ...imageProblems },
});
