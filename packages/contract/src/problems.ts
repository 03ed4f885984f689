import { z } from '@hono/zod-openapi';

/** Every kind of refusal the services know, by slug; the type URI of a problem is `/problems/<slug>`. */
export const problemTypes = {
  'malformed-request': { status: 400, title: 'The request could not be read' },
  'invalid-request': { status: 422, title: 'The request is not valid' },
  unauthenticated: { status: 401, title: 'A token is needed' },
  forbidden: { status: 403, title: 'Not allowed' },
  'not-found': { status: 404, title: 'Not found' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'not-acceptable': { status: 406, title: 'No acceptable form of the answer' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'payload-too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'Unsupported media type' },
  'headers-too-large': { status: 431, title: 'The address or the headers are too long' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'internal-error': { status: 500, title: 'Something went wrong here' },
  'not-ready': { status: 503, title: 'The service is not ready' },
  embargoed: { status: 403, title: 'Withheld while a study is open' },
  'results-hidden': { status: 403, title: 'The results are not shown yet' },
  'slug-taken': { status: 409, title: 'The slug is taken' },
  'snapshot-exists': { status: 409, title: 'There is a snapshot of this name' },
  'study-paused': { status: 409, title: 'The study is paused' },
  'study-state-conflict': { status: 409, title: 'The study is not in a state for that' },
  'study-not-open': { status: 409, title: 'The study does not take votes now' },
  'study-not-draft': { status: 409, title: 'The study was opened before' },
  'study-not-drawable': { status: 409, title: 'The study has nothing to ask' },
  'image-not-shown': { status: 409, title: 'An image cannot be shown to raters' },
  'consent-needed': { status: 422, title: 'Consent is needed' },
  'invitation-not-valid': { status: 403, title: 'The invitation is not valid' },
  'consent-changed': { status: 409, title: 'What is agreed to has changed' },
  'resume-link-not-valid': { status: 403, title: 'The link to go on is not valid' },
  'over-quota': { status: 409, title: 'All places are taken' },
  'rater-withdrawn': { status: 409, title: 'The rater has withdrawn' },
  'withdrawal-closed': { status: 409, title: 'Votes can no longer be withdrawn' },
  'practice-needed': { status: 409, title: 'Practice comes first' },
  'screened-out': { status: 409, title: 'The practice was not passed' },
  'rater-ended': { status: 409, title: 'The rater has ended' },
  'not-your-ballot': { status: 403, title: 'The ballot belongs to someone else' },
  'ballot-answered': { status: 409, title: 'The ballot has an answer already' },
  'verdict-needed': { status: 409, title: 'A verdict comes first' },
  'verdict-given': { status: 409, title: 'The verdict was given before' },
  'ballot-passed': { status: 409, title: 'The ballot was passed' },
  'ballot-expired': { status: 410, title: 'The ballot has expired' },
  'correction-window-closed': { status: 409, title: 'The vote can no longer be changed' },
  'sign-in-refused': { status: 401, title: 'Signing in was refused' },
  'email-taken': { status: 409, title: 'The e-mail address has an account' },
  'last-owner': { status: 409, title: 'The site needs an owner' },
  'provider-failed': { status: 502, title: 'The provider gave no answer' },
  'idempotency-key-reused': { status: 422, title: 'The idempotency key was used for another answer' },
  'rater-excluded': { status: 409, title: 'The rater is excluded already' },
  'nobody-flagged': { status: 409, title: 'No rater is flagged' },
  'run-exists': { status: 409, title: 'There is a run of this name' },
  'run-state-conflict': { status: 409, title: 'The run is not in a state for that' },
  'import-state-conflict': { status: 409, title: 'The import is not in a state for that' },
  'in-use': { status: 409, title: 'Something uses it' },
  'manifest-refused': { status: 422, title: 'The manifest is not as it should be' },
  'models-not-kept': { status: 409, title: 'Manifests cannot be stored here' },
  'model-not-ready': { status: 409, title: 'The model cannot be asked here' },
  'nothing-to-explain': { status: 422, title: 'There is no image to explain' },
  'picture-refused': { status: 422, title: 'The picture cannot be taken' },
  'model-failed': { status: 502, title: 'The model gave no answer' },
} as const satisfies Record<string, { status: number; title: string }>;

export type ProblemType = keyof typeof problemTypes;

export const problemSchema = z
  .object({
    type: z.string().openapi({ example: '/problems/ballot-expired' }).meta({
      title: 'Type',
      description: 'Address of the kind of problem; the page there says what to do about it.',
    }),
    title: z.string().meta({ title: 'Title', description: 'The kind of problem in a few words.' }),
    status: z
      .int()
      .min(400)
      .max(599)
      .meta({ title: 'Status', description: 'Status code of the HTTP answer.' }),
    detail: z.string().optional().meta({
      title: 'Detail',
      description: 'What was wrong this time, and what can be done.',
    }),
    instance: z.string().optional().meta({
      title: 'Instance',
      description: 'Id of this occurrence, by which the service’s log knows it.',
    }),
    errors: z
      .array(
        z.object({
          path: z.string().meta({ title: 'Path', description: 'Path of the field in the request.' }),
          title: z
            .string()
            .optional()
            .meta({ title: 'Title', description: 'What the field is called; absent where it is not known.' }),
          message: z
            .string()
            .meta({ title: 'Message', description: 'What is wrong with the field, and what to do.' }),
        }),
      )
      .optional()
      .meta({ title: 'Errors', description: 'Where the request went wrong, one entry for each field.' }),
  })
  .openapi('Problem', {
    description: 'RFC 9457 problem document, served as `application/problem+json`.',
  });
export type ProblemDocument = z.infer<typeof problemSchema>;

/** The `responses` of a route for the problems it may answer with. */
export function problemResponses<const T extends ProblemType>(...types: T[]) {
  const byStatus = new Map<number, string[]>();
  for (const type of ['malformed-request', 'internal-error', 'not-ready', ...types] as const) {
    const { status, title } = problemTypes[type];
    byStatus.set(status, [...(byStatus.get(status) ?? []), `${title} (\`${type}\`)`]);
  }
  return Object.fromEntries(
    [...byStatus].map(([status, titles]) => [
      status,
      { description: titles.join('; '), content: { 'application/problem+json': { schema: problemSchema } } },
    ]),
  );
}
