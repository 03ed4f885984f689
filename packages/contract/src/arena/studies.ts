import { createRoute, z } from '@hono/zod-openapi';
import { access } from '../access.ts';
import { problemResponses } from '../problems.ts';
import { body, idSchema, json, momentSchema, sha256Schema, slugSchema } from '../shared.ts';
import { textLanguageSchema, titlesSchema, translationsSchema } from './translations.ts';

const drawingPolicySchema = z.enum(['balanced', 'uncertainty']);
const armKindSchema = z.enum(['source', 'format_control']);
export const leftOutSchema = z.enum(['tags', 'filler', 'verdict']);
export const studyQuestionSchema = z.enum(['overall', 'where', 'why', 'verdict']);
export type StudyQuestion = z.infer<typeof studyQuestionSchema>;
const returnCode = z
  .string()
  .trim()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'Only letters, digits, - and _');

const share = z.number().min(0).max(0.5);

export const consentVersion = sha256Schema.meta({
  title: 'Version',
  description: 'SHA-256 of the text that is agreed to: the briefing’s, as it was read.',
});

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
  contact: z.string().trim().min(1).max(300).nullable().meta({
    title: 'Contact',
    description: 'Whom raters may write to, and how; null where the study names nobody.',
  }),
  minutes: z.int().min(1).max(1_440).nullable().meta({
    title: 'Minutes',
    description: 'How long a turn takes, as raters are told before they agree; null: not said.',
    unit: 'min',
  }),
  payTerms: z.string().trim().min(1).max(300).nullable().meta({
    title: 'Pay, in words',
    description: 'What raters are told of their pay before they agree; null: what `pay` says.',
  }),
  withdrawUntil: momentSchema.nullable().meta({
    title: 'Withdraw until',
    description: 'Until when raters may withdraw what they gave; null: at any time.',
  }),
  places: z.int().min(1).max(100_000).nullable().meta({
    title: 'Places',
    description:
      'Raters who may take part. A place is taken by consenting, and given back by who is screened out, withdraws, or leaves an unfinished turn for longer than `placeHoldMinutes`. Null: any number.',
    unit: 'raters',
  }),
  placeHoldMinutes: z.int().min(1).max(10_080).meta({
    title: 'Place held',
    description: 'Minutes without an answer after which the place of an unfinished turn is given back.',
    unit: 'min',
  }),
  consent: z.string().trim().min(1).max(5_000).meta({
    title: 'Consent',
    description: 'Text that a rater agrees to before the first ballot.',
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
  plannedVotes: z.int().nullable().meta({
    title: 'Planned votes',
    description: 'Votes on regular ballots that the study is planned to get; null: no number is planned.',
    unit: 'votes',
  }),
  version: z.int().meta({
    title: 'Version',
    description: 'Which version of the study it is, from 1; each has images, arms and votes of its own.',
  }),
  openedAt: momentSchema.nullable().meta({
    title: 'Opened',
    description: 'When it was opened to raters; null for a draft.',
  }),
  pausedAt: momentSchema.nullable().meta({
    title: 'Paused',
    description:
      'Since when nobody new may take part and no ballot is drawn, while ballots drawn before may be answered; null where it is not paused.',
  }),
  questions: z.array(studyQuestionSchema).meta({
    title: 'Questions asked',
    description:
      'What is asked about the two explanations of each ballot, in this order: which one is better on the whole (`overall`), marks the right places (`where`), says rightly what is wrong there (`why`), is right about generated or real (`verdict`). The first one is the main question, whose answer is the choice of a vote; each has a leaderboard of its own.',
  }),
  strength: z.boolean().meta({
    title: 'Strength',
    description:
      'Whether raters say how much better the explanation is that they prefer in the main question: slightly, clearly or much.',
  }),
  reliance: z.boolean().meta({
    title: 'Reliance',
    description:
      'Whether raters say what they take the image for before they are shown the explanations, and again with the vote.',
  }),
  requiredPractice: z.int().meta({
    title: 'Required practice',
    description:
      'Practice ballots that a rater must answer as expected, with a second try, before the first real one; 0 requires none.',
    unit: 'ballots',
  }),
};

export const paySchema = z
  .strictObject({
    amount: z.number().gt(0).max(1_000_000).meta({
      title: 'Amount',
      description: 'What one rater gets for all ballots, or for an hour.',
    }),
    currency: z
      .string()
      .trim()
      .regex(/^[A-Z]{3}$/, 'Write three capital letters, such as EUR')
      .meta({ title: 'Currency', description: 'ISO 4217 code of the currency.' }),
    per: z.enum(['rater', 'hour']).meta({ title: 'Paid for', description: 'What the amount is paid for.' }),
  })
  .openapi('Pay');
export type Pay = z.infer<typeof paySchema>;

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
    consent: studyFields.consent,
    translations: translationsSchema.default({}).meta({ ...translationsSchema.meta() }),
    contact: studyFields.contact.default(null).meta({ ...studyFields.contact.meta() }),
    minutes: studyFields.minutes.default(null).meta({ ...studyFields.minutes.meta() }),
    payTerms: studyFields.payTerms.default(null).meta({ ...studyFields.payTerms.meta() }),
    withdrawUntil: studyFields.withdrawUntil.default(null).meta({ ...studyFields.withdrawUntil.meta() }),
    places: studyFields.places.default(null).meta({ ...studyFields.places.meta() }),
    placeHoldMinutes: studyFields.placeHoldMinutes
      .default(60)
      .meta({ ...studyFields.placeHoldMinutes.meta() }),
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
    questions: z
      .array(studyQuestionSchema)
      .min(1)
      .max(4)
      .refine((asked) => new Set(asked).size === asked.length, 'Each question once')
      .default(['overall'])
      .meta({ ...studyFields.questions.meta() }),
    strength: studyFields.strength.default(false).meta({ ...studyFields.strength.meta() }),
    reliance: studyFields.reliance.default(false).meta({ ...studyFields.reliance.meta() }),
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
    plannedVotes: z
      .int()
      .min(1)
      .max(100_000_000)
      .nullable()
      .default(null)
      .meta({ ...studyFields.plannedVotes.meta() }),
    pay: paySchema.nullable().default(null).meta({
      title: 'Pay',
      description:
        'What raters are paid, as they are told before they agree unless `payTerms` says it, and for the monitor’s costs; null: nothing.',
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
    translations: titlesSchema,
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
    questions: studyFields.questions,
    strength: studyFields.strength,
    reliance: studyFields.reliance,
    requiredPractice: studyFields.requiredPractice,
    plannedVotes: studyFields.plannedVotes,
    places: studyFields.places,
    placeHoldMinutes: studyFields.placeHoldMinutes,
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
    openedAt: studyFields.openedAt,
    pausedAt: studyFields.pausedAt,
    closedAt: momentSchema.nullable().meta({
      title: 'Closed',
      description: 'When it was closed to further votes; null until then.',
    }),
    archivedAt: momentSchema.nullable().meta({
      title: 'Archived',
      description: 'Since when it is in no list, while its pages stay; null where it is not archived.',
    }),
    version: studyFields.version,
    versions: z
      .array(
        z.object({
          version: studyFields.version,
          slug: studyFields.slug,
          status: studyFields.status,
          openedAt: studyFields.openedAt,
        }),
      )
      .meta({
        title: 'Versions',
        description:
          'All versions of the study, this one too, oldest first. Their votes are never counted together.',
      }),
  })
  .openapi('Study', {
    description:
      'A study as anyone may see it. It is not for a rater who is about to vote, because it names the arms.',
  });
export type Study = z.infer<typeof studySchema>;
/** A study as its maintainers made it. */
export type StudySettings = z.output<typeof newStudySchema>;

export const briefingSchema = z
  .object({
    slug: studyFields.slug,
    language: textLanguageSchema.meta({
      title: 'Language',
      description:
        'Language of title, question and agreement: the one asked for where the study has it, else English.',
    }),
    title: studyFields.title,
    question: studyFields.question,
    agreement: z
      .object({
        version: consentVersion,
        sections: z
          .array(
            z.object({
              title: z.string().meta({ title: 'Title', description: 'What the section is about.' }),
              paragraphs: z
                .array(z.string())
                .meta({ title: 'Paragraphs', description: 'Its text, a paragraph or a point each.' }),
            }),
          )
          .meta({ title: 'Sections', description: 'The whole text, in its order.' }),
      })
      .meta({ title: 'Agreement', description: 'All that a rater agrees to before the first ballot.' }),
    contact: studyFields.contact,
    withdrawUntil: studyFields.withdrawUntil,
    placesLeft: z.int().nullable().meta({
      title: 'Places left',
      description: 'Raters who may still take part; null where the study takes any number.',
      unit: 'raters',
    }),
    demo: studyFields.demo,
    status: studyFields.status,
    pausedAt: studyFields.pausedAt,
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
    questions: studyFields.questions,
    strength: studyFields.strength,
    reliance: studyFields.reliance,
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
  ...access('public'),
  summary: 'Studies, newest first',
  tags,
  request: {
    query: z.object({
      archived: z.enum(['without', 'with', 'only']).default('without').meta({
        title: 'Archived',
        description: 'Whether studies that are archived are listed.',
      }),
    }),
  },
  responses: {
    200: json(
      z.object({
        studies: z.array(studySchema).meta({ title: 'Studies', description: 'Studies, newest first.' }),
      }),
      'The studies',
    ),
    ...problemResponses('invalid-request'),
  },
});

export const readStudy = createRoute({
  method: 'get',
  path: '/studies/{study}',
  operationId: 'readStudy',
  ...access('public'),
  summary: 'One study with its arms',
  tags,
  request: { params: studyParams },
  responses: { 200: json(studySchema, 'The study'), ...problemResponses('invalid-request', 'not-found') },
});

export const readBriefing = createRoute({
  method: 'get',
  path: '/studies/{study}/briefing',
  operationId: 'readBriefing',
  ...access('public'),
  summary: 'What a rater is told before voting',
  tags,
  request: {
    params: studyParams,
    query: z.object({
      language: textLanguageSchema.default('en').meta({
        title: 'Language',
        description: 'The language that the study’s texts are wanted in.',
      }),
    }),
  },
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
  ...access('maintainer'),
  request: { body: body(newStudySchema) },
  responses: {
    201: json(studySchema, 'The draft'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
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
  ...access('maintainer'),
  request: { params: studyParams },
  responses: {
    200: json(studySchema, 'The draft as it was'),
    ...problemResponses('invalid-request', 'unauthenticated', 'forbidden', 'not-found', 'study-not-draft'),
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
  ...access('maintainer'),
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
      'forbidden',
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
  ...access('maintainer'),
  request: { params: studyParams },
  responses: {
    200: json(studySchema, 'The open study'),
    ...problemResponses(
      'invalid-request',
      'unauthenticated',
      'forbidden',
      'not-found',
      'study-not-draft',
      'study-not-drawable',
      'image-not-shown',
    ),
  },
});
