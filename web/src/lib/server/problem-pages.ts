import { problemTypes, type ProblemType } from '@fakexplain/contract';
import { said } from './said.ts';

/** What happened and what to do, for each kind of problem; `title` and `status` come from the contract. */
const advice: Record<ProblemType, { means: string; todo: string }> = {
  'malformed-request': {
    means: 'The body is not JSON, or the address is not written as addresses are.',
    todo: 'Send valid JSON with Content-Type: application/json.',
  },
  'invalid-request': {
    means: 'The request was read, but a field is missing, unknown, or out of range.',
    todo: 'The problem’s “errors” name each field and what is wrong with it; the API reference has the shapes.',
  },
  unauthenticated: {
    means: 'The route needs a token, and none or an unknown one came.',
    todo: 'Sign in, or send Authorization: Bearer … with a rater’s token (from enrolling) or an API key.',
  },
  forbidden: {
    means: 'It is known who asks, but their role, or the scope of their API key, does not allow this.',
    todo: 'Ask an owner for the role, or use a key of a wider scope.',
  },
  'not-found': {
    means: 'Nothing stands at this address, or it was never made.',
    todo: 'Check the slug or id; lists of studies, datasets and sources have the right ones.',
  },
  'method-not-allowed': {
    means: 'The address exists, but not for this method.',
    todo: 'See the API reference for the methods it takes.',
  },
  'not-acceptable': {
    means: 'No form of the answer is one the request accepts.',
    todo: 'Accept application/json, or leave the header out.',
  },
  'request-timeout': {
    means: 'The request did not come in whole within the time allowed.',
    todo: 'Send it again; send less at once over a slow connection.',
  },
  'headers-too-large': {
    means: 'The address and the headers are longer than the services read.',
    todo: 'Shorten the address: every route takes what is long in its body.',
  },
  'payload-too-large': {
    means: 'The body is larger than the route takes.',
    todo: 'Send less; a comment holds up to 2,000 characters.',
  },
  'unsupported-media-type': {
    means: 'The body is of a type that the route does not read.',
    todo: 'Send JSON with Content-Type: application/json.',
  },
  'too-many-requests': {
    means: 'More requests came than the service takes from one place.',
    todo: 'Wait for as long as Retry-After says, then go on.',
  },
  'internal-error': {
    means: 'The service failed. It was not your request’s fault, and nothing was half done.',
    todo: 'Try again; if it stays, tell the maintainers the problem’s “instance”, which the log has.',
  },
  'not-ready': {
    means:
      'The service, or its database, is starting, out of reach, or busy for longer than a request waits.',
    todo: 'Try again in a moment. Votes sent again with the same idempotency key count once.',
  },
  embargoed: {
    means:
      'An open study asks raters about this. Until it is closed, its images, their labels, what is said of them, and where the study says so the scores of its arms, are shown to maintainers alone: whoever could look them up would not vote blind.',
    todo: 'Come back when the study is closed; the detail names it. Whoever looks after the study signs in, or sends an API key.',
  },
  'results-hidden': {
    means:
      'The study is open and does not show its results yet, so that they sway nobody. How many have voted is shown all the same.',
    todo: 'Come back when the study is closed; then its results are shown to everyone. Whoever looks after the study signs in, or sends an API key.',
  },
  'slug-taken': { means: 'Another study has this slug.', todo: 'Choose another.' },
  'study-paused': {
    means: 'The study is paused: nobody new may take part and no ballot is drawn.',
    todo: 'Come back later. Ballots that are open may still be answered.',
  },
  'study-state-conflict': {
    means: 'What was asked does not fit how far the study is.',
    todo: 'The problem’s “detail” says what the study is and what has to be done first.',
  },
  'study-not-open': {
    means: 'The study is a draft or closed, so it takes no votes.',
    todo: 'Choose an open study. Votes cast before it closed are kept.',
  },
  'study-not-draft': {
    means: 'The study was opened before; its images and explanations are fixed.',
    todo: 'Make a new study for other images or arms.',
  },
  'study-not-drawable': {
    means: 'No image has differing explanations by two of the study’s arms.',
    todo: 'Import explanations of the same images by at least two of its sources, then open it.',
  },
  'image-not-shown': {
    means: 'The file of an image that the study asks about is gone from the blob store, or damaged.',
    todo: 'Import its dataset again, which puts the file back; pictures that were made stay, so opening goes on from there.',
  },
  'consent-needed': {
    means: 'Nobody becomes a rater without agreeing to the study’s consent text.',
    todo: 'Read the briefing, and enrol with “consent”: true if you agree.',
  },
  'practice-needed': {
    means: 'The study’s practice ballots come before counted ones.',
    todo: 'Answer each of them once; the last one unlocks the ballots, where the study requires it after enough right answers.',
  },
  'consent-changed': {
    means: 'The text that raters agree to was changed since this rater read it.',
    todo: 'Read the briefing, and agree to the version that it has; then ballots are drawn again.',
  },
  'over-quota': {
    means:
      'The study, or the invitation, takes a certain number of raters, and all of them are here or done.',
    todo: 'Come back later: the place of who leaves an unfinished turn is given to somebody else.',
  },
  'resume-link-not-valid': {
    means: 'The link to go on in another browser was replaced by a newer one, or never made.',
    todo: 'Use the newest link, or take part again where the study allows it.',
  },
  'rater-withdrawn': {
    means: 'The rater took back all that was given, for good.',
    todo: 'Nothing more is asked of this rater. Choose another study.',
  },
  'withdrawal-closed': {
    means: 'The study said until when votes can be withdrawn, and that moment has passed.',
    todo: 'Write to the study’s contact.',
  },
  'invitation-not-valid': {
    means:
      'The invitation is of another study, has expired, was taken back, or was used as often as it could be.',
    todo: 'Ask who sent it for another one, or enrol without an invitation.',
  },
  'screened-out': {
    means: 'The study requires right answers in the practice, and two attempts gave too few.',
    todo: 'There is no third attempt. Choose another study.',
  },
  'rater-ended': {
    means: 'The rater ended for good, and may read results since: no ballot is drawn and no vote is taken.',
    todo: 'What was voted before stays counted. Choose another study.',
  },
  'not-your-ballot': {
    means: 'A ballot can be seen and answered only by the rater it was drawn for.',
    todo: 'Use the token that the ballot was drawn with.',
  },
  'ballot-answered': {
    means: 'The ballot has an answer already, given in another window, or before it was to be passed.',
    todo: 'Draw the next ballot. To change the answer, send the new one as a correction, without “first”.',
  },
  'verdict-needed': {
    means:
      'The study asks what the rater takes the image for before it shows the explanations, and a vote takes both.',
    todo: 'Give the verdict on the ballot first; its answer holds the explanations.',
  },
  'verdict-given': {
    means: 'The rater said before what the image is taken for, and has seen the explanations since.',
    todo: 'That verdict stands. Say what the image is taken for now with the vote.',
  },
  'ballot-passed': {
    means: 'The rater passed the ballot, so it takes no vote.',
    todo: 'Draw the next ballot.',
  },
  'ballot-expired': {
    means: 'The ballot was not answered in time, and may have gone to someone else.',
    todo: 'Draw the next ballot.',
  },
  'correction-window-closed': {
    means: 'The vote was cast too long ago to be changed.',
    todo: 'It stays as it was. The briefing says for how long a vote can be corrected.',
  },
  'sign-in-refused': {
    means:
      'What was given to sign in with is not right, or the account is disabled; which of it is not told.',
    todo: 'Try again, or sign in another way. An owner can invite you anew; who runs the site can make another owner link.',
  },
  'email-taken': {
    means: 'There is an account with this e-mail address.',
    todo: 'Sign in with it, and open the link again: it adds to what the account may do.',
  },
  'last-owner': {
    means: 'Nobody would be left to say who may do what.',
    todo: 'Make somebody else owner first.',
  },
  'provider-failed': {
    means: 'The provider that people sign in with here does not answer as it should.',
    todo: 'Try again in a moment, or sign in another way; the log has the reason.',
  },
  'idempotency-key-reused': {
    means: 'The key came before with another answer.',
    todo: 'Make a new key for each answer; send the same one again only for the same answer.',
  },
  'rater-excluded': {
    means: 'An exclusion of this rater stands already.',
    todo: 'Withdraw it first to give another reason.',
  },
  'nobody-flagged': {
    means: 'The chosen sentinels flag nobody, or only raters who are excluded already.',
    todo: 'Look at the raters of the study: the page says whom each sentinel flags.',
  },
  'snapshot-exists': {
    means: 'The study has a snapshot of this name. What a name stands for never changes, as it may be cited.',
    todo: 'Choose another name. The note of the snapshot that is there can be changed.',
  },
  'run-exists': {
    means: 'The model has a run of this title on this dataset.',
    todo: 'Give the new run another title, or go on with the one that is there.',
  },
  'import-state-conflict': {
    means:
      'The import is not in a state in which that can be done: one whose file is not here in whole cannot be started, for example.',
    todo: 'Read the import for its state.',
  },
  'in-use': {
    means: 'A study, a run that is going on or an import uses what was to be deleted.',
    todo: 'The problem’s “errors” name each use. Drafts can be deleted, runs cancelled; what was ever open stays.',
  },
  'manifest-refused': {
    means: 'The manifest is not YAML, or a field of it is missing, unknown or out of range.',
    todo: 'The problem’s “errors” name each line and field; the schema of manifests has the shapes.',
  },
  'models-not-kept': {
    means: 'The inference service was started without a folder for manifests, or may not write into it.',
    todo: 'Set MODELS_DIRECTORY to a folder that the service may write into, the same for the service and its workers.',
  },
  'run-state-conflict': {
    means:
      'The run is not in a state in which that can be done: one that has ended cannot be paused, for example.',
    todo: 'Read the run for its state.',
  },
  'model-not-ready': {
    means: 'Something that the model needs is not here: its weights, its server, or its file of predictions.',
    todo: 'The detail and the model’s page say what is missing.',
  },
  'nothing-to-explain': {
    means: 'The dataset has no images, or none of the fold asked for.',
    todo: 'Import images first, or choose another fold.',
  },
  'picture-refused': {
    means: 'The file is no image that can be shown to a model: of another type, broken, or too large.',
    todo: 'Send a JPEG, PNG, WebP, AVIF or GIF of at most 8 MiB.',
  },
  'model-failed': {
    means: 'The model was asked and gave no answer: it ran out of time, or its process or server failed.',
    todo: 'Try again; if it stays, the maintainers’ log has the reason.',
  },
};

export interface ProblemPage {
  type: ProblemType;
  status: number;
  title: string;
  means: string;
  todo: string;
}

/** Every kind of problem, by status. */
export const problemPages: ProblemPage[] = (Object.keys(problemTypes) as ProblemType[])
  .map((type) => ({
    type,
    status: problemTypes[type].status,
    title: said(problemTypes[type].title),
    ...advice[type],
  }))
  .toSorted((a, b) => a.status - b.status);
