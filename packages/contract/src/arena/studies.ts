import { createRoute, z } from '@hono/zod-openapi';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema, slugSchema } from '../shared.ts';

const drawingPolicySchema = z.enum(['balanced', 'uncertainty']);
const armKindSchema = z.enum(['source', 'format_control']);
export const leftOutSchema = z.enum(['tags', 'filler', 'verdict']);
const returnCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'letters, digits, - and _');

const share = z.number().min(0).max(0.5);

/** Fields of an arm that several answers hold. */
export const armFields = {
  position: z.int().meta({
    title: 'Position',
    description: 'Index of the arm in its study, counted from 0 and fixed when the study is made.',
  }),
  name: z.string().meta({ title: 'Arm', description: 'Name of the arm as pages show it.' }),
  kind: armKindSchema.meta({
    title: 'Kind',
    description:
      '`source` shows what its source wrote; `format_control` shows another image’s explanation in the same card.',
  }),
  source: slugSchema.meta({
    title: 'Source',
    description: 'Slug of the source whose explanations the arm shows.',
  }),
};

/** Fields of a study that several answers hold. */
export const studyFields = {
  slug: slugSchema.meta({ title: 'Slug', description: 'Name of the study in addresses.' }),
  title: z.string().meta({ title: 'Study', description: 'Title of the study as pages show it.' }),
  question: z.string().meta({ title: 'Question', description: 'What raters are asked about each pair.' }),
  contact: z.string().nullable().meta({
    title: 'Contact',
    description: 'Whom raters may write to, and how; null where the study names nobody.',
  }),
  demo: z.boolean().meta({
    title: 'Demo',
    description: 'Whether the study is made of demo data, which says nothing about any published model.',
  }),
  status: z.enum(['draft', 'open', 'closed']).meta({
    title: 'Status',
    description: '`draft` until it is opened, `open` while it takes votes, then `closed`.',
  }),
  policy: drawingPolicySchema.meta({
    title: 'Policy',
    description:
      'How ballots are drawn: `balanced` asks about the pairs with the fewest votes, `uncertainty` about those whose order is least certain.',
  }),
  equivalenceMargin: z.number().meta({
    title: 'Equivalence margin',
    description: 'Two arms count as equivalent where the share lies within 0.5 ± this margin.',
    unit: 'share',
  }),
  correctionWindowS: z.int().meta({
    title: 'Correction window',
    description: 'Time during which a rater may correct a vote.',
    unit: 's',
  }),
  ballotTtlS: z.int().meta({
    title: 'Ballot lifetime',
    description: 'Time after which an unanswered ballot expires.',
    unit: 's',
  }),
  repeatShare: z.number().meta({
    title: 'Repeats',
    description: 'Share of ballots that ask an answered one again, mirrored.',
    unit: 'share',
  }),
  checkShare: z.number().meta({
    title: 'Checks',
    description: 'Share of ballots that set a sound explanation against another image’s.',
    unit: 'share',
  }),
  ballotsPerRater: z.int().nullable().meta({
    title: 'Ballots per rater',
    description: 'Most ballots that one rater is asked; null: as long as there are any.',
    unit: 'ballots',
  }),
  results: z.enum(['hidden', 'delayed', 'live']).meta({
    title: 'Results',
    description:
      'Who may see ratings, shares and reports while the study is open: maintainers only (`hidden`), everyone a day late (`delayed`), or everyone at once (`live`; a day late while one of its images is under embargo, since the count before and after a vote tells its arms). Once it is closed, everyone.',
  }),
  embargo: z.enum(['everything', 'images', 'nothing']).meta({
    title: 'Embargo',
    description:
      'What the public is not shown while the study is open: its images, their labels, what the arms say of them and scores by image (`images`), these and the arms’ scores over its datasets (`everything`), or `nothing`, which lets a program tell the arms apart.',
  }),
  leaveOut: z.array(leftOutSchema).meta({
    title: 'Left out',
    description:
      'Parts of explanations that raters are not shown, of any arm: `tags`, `filler` sentences that say only that nothing was found, the `verdict`.',
  }),
  requiredPractice: z.int().meta({
    title: 'Required practice',
    description:
      'Practice ballots that a rater must answer as expected, with a second try, before the first real one; 0 requires none.',
    unit: 'ballots',
  }),
};

/** What a maintainer says to make a study. */
export const newStudySchema = z
  .strictObject({
    slug: studyFields.slug,
    title: z
      .string()
      .trim()
      .min(1)
      .max(200)
      .meta({ ...studyFields.title.meta() }),
    question: z
      .string()
      .trim()
      .min(1)
      .max(300)
      .default('Which explanation is better?')
      .meta({ ...studyFields.question.meta() }),
    consent: z.string().trim().min(1).max(5_000).meta({
      title: 'Consent',
      description: 'Text that a rater agrees to before the first ballot.',
    }),
    contact: z
      .string()
      .trim()
      .min(1)
      .max(300)
      .nullable()
      .default(null)
      .meta({ ...studyFields.contact.meta() }),
    demo: z
      .boolean()
      .default(false)
      .meta({ ...studyFields.demo.meta() }),
    datasets: z.array(slugSchema).min(1).max(50).meta({
      title: 'Datasets',
      description: 'Slugs of the datasets whose images are asked about.',
    }),
    arms: z
      .array(
        z.strictObject({
          source: armFields.source,
          name: z.string().trim().min(1).max(80).optional().meta({
            title: 'Arm',
            description: 'Name of the arm as pages show it; by default the source’s.',
          }),
          kind: armKindSchema.default('source').meta({ ...armFields.kind.meta() }),
          run: idSchema.optional().meta({
            title: 'Run',
            description: 'Run whose explanations are shown; by default the source’s newest on each dataset.',
          }),
        }),
      )
      .min(2)
      .max(200)
      .meta({ title: 'Arms', description: 'What the study compares, in the order of their positions.' }),
    policy: drawingPolicySchema.default('balanced').meta({ ...studyFields.policy.meta() }),
    correctionWindowS: z
      .int()
      .min(0)
      .max(86_400)
      .default(600)
      .meta({ ...studyFields.correctionWindowS.meta() }),
    ballotTtlS: z
      .int()
      .min(60)
      .max(604_800)
      .default(7_200)
      .meta({ ...studyFields.ballotTtlS.meta() }),
    ballotsPerRater: z
      .int()
      .min(1)
      .max(10_000)
      .nullable()
      .default(null)
      .meta({ ...studyFields.ballotsPerRater.meta() }),
    repeatShare: share.default(0.05).meta({ ...studyFields.repeatShare.meta() }),
    checkShare: share.default(0.05).meta({ ...studyFields.checkShare.meta() }),
    equivalenceMargin: z
      .number()
      .gt(0)
      .lt(0.5)
      .default(0.05)
      .meta({ ...studyFields.equivalenceMargin.meta() }),
    results: studyFields.results.default('hidden').meta({ ...studyFields.results.meta() }),
    embargo: studyFields.embargo.default('everything').meta({ ...studyFields.embargo.meta() }),
    leaveOut: z
      .array(leftOutSchema)
      .max(3)
      .default([])
      .meta({ ...studyFields.leaveOut.meta() }),
    requiredPractice: z
      .int()
      .min(0)
      .max(4)
      .default(0)
      .meta({ ...studyFields.requiredPractice.meta() }),
    returnCodes: z
      .strictObject({
        completed: returnCode.meta({ title: 'Completed', description: 'Code for who rated to the end.' }),
        screenedOut: returnCode.nullable().default(null).meta({
          title: 'Screened out',
          description: 'Code for who did not pass the practice; null: none.',
        }),
        declined: returnCode.nullable().default(null).meta({
          title: 'Declined',
          description: 'Code for who did not consent; null: none.',
        }),
      })
      .nullable()
      .default(null)
      .meta({
        title: 'Return codes',
        description: 'Codes with which raters from Prolific are sent back there; null: none.',
      }),
    seed: z.int().min(0).max(2_147_483_647).default(1).meta({
      title: 'Seed',
      description: 'Seed of what is drawn once, at opening: format controls, checks and practice.',
    }),
    soundSource: slugSchema.optional().meta({
      title: 'Sound source',
      description:
        'Source whose explanations are sound, for checks and practice; by default the first arm’s.',
    }),
  })
  .openapi('NewStudy', { description: 'A study to be made.' });
export type NewStudy = z.input<typeof newStudySchema>;

export const studySchema = z
  .object({
    id: idSchema.meta({ title: 'Id', description: 'Random id of the study.' }),
    slug: studyFields.slug,
    title: studyFields.title,
    question: studyFields.question,
    demo: studyFields.demo,
    status: studyFields.status,
    policy: studyFields.policy,
    equivalenceMargin: studyFields.equivalenceMargin,
    correctionWindowS: studyFields.correctionWindowS,
    ballotTtlS: studyFields.ballotTtlS,
    ballotsPerRater: studyFields.ballotsPerRater,
    repeatShare: studyFields.repeatShare,
    checkShare: studyFields.checkShare,
    results: studyFields.results,
    embargo: studyFields.embargo,
    leaveOut: studyFields.leaveOut,
    requiredPractice: studyFields.requiredPractice,
    datasets: z
      .array(
        z.object({
          slug: slugSchema.meta({ title: 'Slug', description: 'Name of the dataset in addresses.' }),
          title: z.string().meta({ title: 'Dataset', description: 'Title of the dataset as pages show it.' }),
        }),
      )
      .meta({ title: 'Datasets', description: 'Datasets whose images the study asks about.' }),
    arms: z
      .array(
        z.object({
          ...armFields,
          sourceKind: z.enum(['human', 'model', 'control', 'stand-in']).meta({
            title: 'Kind of source',
            description: 'Who explains: people, a model, a control, or a stand-in made for the demo.',
          }),
          demo: z.boolean().meta({ title: 'Demo', description: 'Whether the source is made for the demo.' }),
        }),
      )
      .meta({ title: 'Arms', description: 'What the study compares, by position.' }),
    images: z.int().meta({
      title: 'Images',
      description: 'Images in the study; 0 before it is opened.',
      unit: 'images',
    }),
    votes: z.int().meta({
      title: 'Votes',
      description: 'Current votes on regular ballots of the study.',
      unit: 'votes',
    }),
    raters: z.int().meta({ title: 'Raters', description: 'Raters who have voted in it.', unit: 'raters' }),
    createdAt: momentSchema.meta({ title: 'Made', description: 'When the draft was made.' }),
    openedAt: momentSchema.nullable().meta({
      title: 'Opened',
      description: 'When it was opened to raters; null for a draft.',
    }),
    closedAt: momentSchema.nullable().meta({
      title: 'Closed',
      description: 'When it was closed to further votes; null until then.',
    }),
  })
  .openapi('Study', {
    description:
      'A study as anyone may see it. It is not for a rater who is about to vote, because it names the arms.',
  });
export type Study = z.infer<typeof studySchema>;

export const briefingSchema = z
  .object({
    slug: studyFields.slug,
    title: studyFields.title,
    question: studyFields.question,
    consent: z.string().meta({
      title: 'Consent',
      description: 'Text that a rater agrees to before the first ballot.',
    }),
    contact: studyFields.contact,
    demo: studyFields.demo,
    status: studyFields.status,
    results: studyFields.results,
    ballotsPerRater: studyFields.ballotsPerRater,
    correctionWindowS: studyFields.correctionWindowS,
    ballotMs: z.number().meta({
      title: 'Time a ballot',
      description:
        'Median time from showing a ballot to its first answer, over the study’s latest 500 votes; 20 s while fewer than 20 of them were timed.',
      unit: 'ms',
    }),
    ballotsAsked: z.int().nullable().meta({
      title: 'Ballots asked',
      description:
        'Ballots that one rater is asked: the limit, or the images where they are fewer; null where there is no limit.',
      unit: 'ballots',
    }),
    practiceBallots: z.int().meta({
      title: 'Practice ballots',
      description: 'Ballots with a known answer that the guide shows before the first real one.',
      unit: 'ballots',
    }),
    requiredPractice: studyFields.requiredPractice,
  })
  .openapi('Briefing', {
    description: 'All that a rater is told of a study before voting: nothing of its arms or datasets.',
  });
export type Briefing = z.infer<typeof briefingSchema>;

export const studyParams = z.object({ study: studyFields.slug });
const tags = ['studies'];

export const listStudies = createRoute({
  method: 'get',
  path: '/studies',
  operationId: 'listStudies',
  summary: 'Studies, newest first',
  tags,
  responses: {
    200: json(
      z.object({
        studies: z.array(studySchema).meta({ title: 'Studies', description: 'Studies, newest first.' }),
      }),
      'The studies',
    ),
    ...problemResponses(),
  },
});

export const readStudy = createRoute({
  method: 'get',
  path: '/studies/{study}',
  operationId: 'readStudy',
  summary: 'One study with its arms',
  tags,
  request: { params: studyParams },
  responses: { 200: json(studySchema, 'The study'), ...problemResponses('invalid-request', 'not-found') },
});

export const readBriefing = createRoute({
  method: 'get',
  path: '/studies/{study}/briefing',
  operationId: 'readBriefing',
  summary: 'What a rater is told before voting',
  tags,
  request: { params: studyParams },
  responses: {
    200: json(briefingSchema, 'The briefing'),
    ...problemResponses('invalid-request', 'not-found'),
  },
});

export const createStudy = createRoute({
  method: 'post',
  path: '/studies',
  operationId: 'createStudy',
  summary: 'Make a study (maintainers)',
  description: 'The study is a draft until it is opened; opening fixes its images and explanations.',
  tags,
  security: [{ maintainer: [] }],
  request: { body: body(newStudySchema) },
  responses: {
    201: json(studySchema, 'The draft'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'unsupported-media-type',
      'payload-too-large',
      'slug-taken',
      'not-found',
    ),
  },
});

export const deleteDraft = createRoute({
  method: 'delete',
  path: '/studies/{study}',
  operationId: 'deleteDraft',
  summary: 'Delete a draft (maintainers)',
  description: 'A study that was ever open stays, with its votes.',
  tags,
  security: [{ maintainer: [] }],
  request: { params: studyParams },
  responses: {
    200: json(studySchema, 'The draft as it was'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'study-not-draft'),
  },
});

export const prepareStudy = createRoute({
  method: 'post',
  path: '/studies/{study}/pictures',
  operationId: 'prepareStudy',
  summary: 'Make pictures for raters that opening a draft needs (maintainers)',
  description:
    'Makes some of those that are missing, for about 3 seconds. Opening makes all that are missing; of a study of thousands of images, ask this before, again and again, until `made` is `total`.',
  tags,
  security: [{ maintainer: [] }],
  request: { params: studyParams },
  responses: {
    200: json(
      z
        .object({
          made: z.int().min(0).meta({
            title: 'Made',
            description: 'Pictures that are there now.',
            unit: 'pictures',
          }),
          total: z.int().min(0).meta({
            title: 'Total',
            description: 'Images that the study asks about or practises with.',
            unit: 'images',
          }),
        })
        .openapi('PreparedPictures'),
      'How far it is',
    ),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-found',
      'study-not-draft',
      'study-not-drawable',
      'image-not-shown',
    ),
  },
});

export const openStudy = createRoute({
  method: 'post',
  path: '/studies/{study}/open',
  operationId: 'openStudy',
  summary: 'Open a draft to raters (maintainers)',
  description: 'Fixes what the study asks, and makes the pictures for raters that are missing.',
  tags,
  security: [{ maintainer: [] }],
  request: { params: studyParams },
  responses: {
    200: json(studySchema, 'The open study'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'not-found',
      'study-not-draft',
      'study-not-drawable',
      'image-not-shown',
    ),
  },
});

export const closeStudy = createRoute({
  method: 'post',
  path: '/studies/{study}/close',
  operationId: 'closeStudy',
  summary: 'Close a study to further votes (maintainers)',
  tags,
  security: [{ maintainer: [] }],
  request: { params: studyParams },
  responses: {
    200: json(studySchema, 'The closed study'),
    ...problemResponses('invalid-request', 'unauthenticated', 'not-found', 'study-not-open'),
  },
});
