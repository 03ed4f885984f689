import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema } from '../shared.ts';
import { panelId, wayBackSchema } from './panels.ts';
import { countedShare } from './quality.ts';
import { consentVersion, studyParams } from './studies.ts';

export const progressFields = {
  cast: z.int().meta({ title: 'Cast', description: 'Ballots that the rater has answered.', unit: 'ballots' }),
  limit: z.int().nullable().meta({
    title: 'Limit',
    description:
      'Ballots that this rater will be asked, as far as can be promised: the study’s limit, or the images that are left to ask about where these are fewer. Null where the study has no limit.',
    unit: 'ballots',
  }),
  practised: z.boolean().meta({
    title: 'Practised',
    description: 'Whether the rater has done the practice, as the study requires it.',
  }),
};

export const progressSchema = z.object(progressFields).openapi('Progress');
export type Progress = z.infer<typeof progressSchema>;

export const idOfRater = idSchema.meta({
  title: 'Rater',
  description: 'Random id of the rater in the study.',
});
export const consentedAt = momentSchema.meta({
  title: 'Consented',
  description: 'When the rater agreed to the study’s consent text.',
});
export const cohort = z.string().meta({
  title: 'Cohort',
  description:
    'Name of the group that the rater’s invitation counts to; `open` for who came by the open site.',
});
export const invitationToken = z
  .string()
  .regex(/^[0-9a-f]{32}$/, 'Not the token of an invitation link: copy the link whole');

const outcomes = (title: string, description: string) =>
  z
    .object({
      winsA: z
        .int()
        .meta({ title: 'Wins of A', description: 'Votes that prefer the first arm.', unit: 'votes' }),
      winsB: z
        .int()
        .meta({ title: 'Wins of B', description: 'Votes that prefer the second arm.', unit: 'votes' }),
      ties: z.int().meta({
        title: 'Ties',
        description: 'Votes that find both explanations equally good.',
        unit: 'votes',
      }),
      neither: z.int().meta({
        title: 'Neither',
        description: 'Votes that find neither explanation acceptable.',
        unit: 'votes',
      }),
    })
    .meta({ title, description });

export const enrolledSchema = z
  .object({
    rater: idOfRater,
    token: z.string().meta({
      title: 'Token',
      description: 'Bearer token of the rater; shown once, only its hash is kept.',
    }),
    consentedAt,
    cohort,
    resumed: z.boolean().meta({
      title: 'Resumed',
      description:
        'Whether this participant of a panel took part before: the rater is the same one, and the token that it had before does not count any more.',
    }),
  })
  .openapi('Enrolled');

/** How far a rater is, and how the rater's turn ended where it has. */
export const raterStateSchema = progressSchema
  .extend({
    rater: idOfRater,
    cohort,
    complete: z.boolean().meta({
      title: 'Complete',
      description:
        'Whether nothing is left to ask the rater: the limit is reached, or every image was asked.',
    }),
    ended: z.boolean().meta({
      title: 'Ended',
      description:
        'Whether the rater has ended for good, or the study is closed: nothing more is asked, and no vote is changed.',
    }),
    screenedOut: z.boolean().meta({
      title: 'Screened out',
      description: 'Whether the rater missed the required practice twice, so that nothing more is asked.',
    }),
    panel: z.string().nullable().meta({
      title: 'Panel',
      description: 'Name of the panel that the rater came from; null: none.',
    }),
    wayBack: wayBackSchema.nullable().meta({
      title: 'Way back',
      description:
        'Where the panel learns how the turn ended: of completion after a complete turn was ended, of screening out after that; otherwise, and for who came another way, null.',
    }),
    agreed: z.boolean().meta({
      title: 'Agreed',
      description: 'Whether the rater agreed to the text that the study asks now.',
    }),
    withdrawnAt: momentSchema.nullable().meta({
      title: 'Withdrawn',
      description: 'When the rater withdrew all that was given; null until then.',
    }),
  })
  .openapi('RaterState');
export type RaterState = z.infer<typeof raterStateSchema>;

/** What a rater's own answers were like. */
export const raterQualitySchema = z
  .object({
    agreement: countedShare(
      'Agreement with others',
      'How often the rater gave the answer that others gave most often on the same image and pair.',
      'Regular ballots in which no other answer was given by more of the others.',
      'Regular ballots on whose image and pair at least 2 others voted; of many others 100 are looked at. Excluded raters are no others.',
    ),
    checksPassed: countedShare(
      'Checks passed',
      'How often the rater preferred a sound explanation to another image’s.',
      'Checks in which the sound explanation was preferred.',
      'Checks that the rater answered.',
    ),
    selfAgreement: countedShare(
      'Same answer when asked again',
      'How often the rater answered a mirrored repeat of a ballot as before.',
      'Repeats answered as before.',
      'Repeats that the rater answered.',
    ),
    medianMs: z.number().nullable().meta({
      title: 'Median time',
      description:
        'Median time from showing a ballot to the rater’s first answer; null where none was timed.',
      unit: 'ms',
    }),
  })
  .openapi('RaterQuality');
export type RaterQuality = z.infer<typeof raterQualitySchema>;

/** What a rater's votes did. */
export const contributionSchema = z
  .object({
    cast: progressFields.cast,
    corrected: z.int().meta({
      title: 'Corrected',
      description: 'Ballots whose choice the rater changed; reasons added later do not count.',
      unit: 'ballots',
    }),
    quality: raterQualitySchema.nullable().meta({
      title: 'Own quality',
      description: 'What the rater’s own answers were like; null until the rater has ended.',
    }),
    results: z
      .object({
        pairs: z
          .array(
            z.object({
              a: z.string().meta({ title: 'A', description: 'Name of the first arm.' }),
              b: z.string().meta({ title: 'B', description: 'Name of the second arm.' }),
              yours: outcomes('Yours', 'What this rater preferred.'),
              all: outcomes('All', 'What all raters of the study preferred.'),
            }),
          )
          .meta({ title: 'Pairs', description: 'One entry for each pair of arms that the rater compared.' }),
        studyVotes: z.int().meta({
          title: 'Votes of the study',
          description: 'Votes counted in the whole study.',
          unit: 'votes',
        }),
        studyRaters: z.int().meta({
          title: 'Raters of the study',
          description: 'Raters who have voted in the whole study.',
          unit: 'raters',
        }),
      })
      .nullable()
      .meta({
        title: 'Results',
        description:
          'The rater’s votes by pair of arms beside everyone’s; null until the rater has ended, and where the study does not show its results live, until it is closed.',
      }),
  })
  .openapi('Contribution');
export type Contribution = z.infer<typeof contributionSchema>;

const tags = ['raters'];

export const enrol = createRoute({
  method: 'post',
  path: '/studies/{study}/raters',
  operationId: 'enrol',
  ...access('public'),
  summary: 'Consent to a study and become one of its raters',
  tags,
  request: {
    params: studyParams,
    body: body(
      z
        .strictObject({
          consent: z.boolean().meta({
            title: 'Consent',
            description: 'Must be true: the rater agrees to the study’s consent text.',
          }),
          invitation: invitationToken.nullable().default(null).meta({
            title: 'Invitation',
            description:
              'Token of an invitation to this study, which says how the rater came; null: through the open site.',
          }),
          version: consentVersion.nullable().default(null).meta({
            title: 'Version',
            description:
              'Version of the text that was read, as the briefing has it; null: the one that is asked now.',
          }),
          participant: panelId.nullable().default(null).meta({
            title: 'Participant',
            description:
              'The panel’s id of the participant. It is kept apart from votes, and only with an invitation of a panel; one participant is one rater of the study.',
          }),
          panelStudy: panelId.nullable().default(null).meta({
            title: 'Panel’s study',
            description: 'The panel’s id of the study.',
          }),
          panelSession: panelId.nullable().default(null).meta({
            title: 'Panel’s session',
            description: 'The panel’s id of the participant’s turn.',
          }),
        })
        .openapi('Enrolment'),
    ),
  },
  responses: {
    201: json(enrolledSchema, 'The rater, with the token that every further request carries'),
    ...problemResponses(
      'invalid-request',
      'not-found',
      'unsupported-media-type',
      'payload-too-large',
      'study-not-open',
      'study-paused',
      'consent-needed',
      'too-many-requests',
      'invitation-not-valid',
      'consent-changed',
      'over-quota',
      'rater-withdrawn',
    ),
  },
});

export const readProgress = createRoute({
  method: 'get',
  path: '/studies/{study}/raters/me',
  operationId: 'readProgress',
  summary: 'How far this rater is, and how the turn ended',
  tags,
  ...access('rater'),
  request: { params: studyParams },
  responses: {
    200: json(raterStateSchema, 'The rater’s state'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

export const readContribution = createRoute({
  method: 'get',
  path: '/studies/{study}/raters/me/contribution',
  operationId: 'readContribution',
  summary: 'What this rater’s votes did',
  tags,
  ...access('rater'),
  request: { params: studyParams },
  responses: {
    200: json(contributionSchema, 'The contribution'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});

export const endRater = createRoute({
  method: 'post',
  path: '/studies/{study}/raters/me/end',
  operationId: 'endRater',
  summary: 'End for good: nothing more is asked, and no vote is changed',
  description: 'A rater may read results after that alone. Ending twice changes nothing.',
  tags,
  ...access('rater'),
  request: { params: studyParams },
  responses: {
    200: json(raterStateSchema, 'The rater’s state'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found'),
  },
});
