/** What is said where something keeps a rater from going on, by the slug of the arena's problem or the page's own. */
const notices: Record<string, string> = {
  'ballot-expired':
    'That ballot had been open for too long, so its vote could not be counted. Here is another.',
  'correction-window-closed': 'That vote can no longer be changed: the time for taking it back is over.',
  'not-your-ballot': 'That ballot was not issued to this browser, so its vote was not counted.',
  'not-found': 'That ballot does not exist any more, so its vote was not counted.',
  'ballot-answered':
    'That ballot was answered before, in another window, and that answer stands. Take it back there to change it.',
  'ballot-passed': 'That ballot was passed before, so its vote was not counted. Here is another.',
  'answered-elsewhere': 'You answered that ballot in another window. Here is the next one.',
  'passed-elsewhere': 'You passed that ballot in another window. Here is the next one.',
  'verdict-needed': 'That ballot asks first what you take the image for, so its vote was not counted.',
  'verdict-given':
    'You said before what you take this image for, and that stands. With your vote you say what you take it for now.',
  'no-explanations':
    'There is no connection, so the explanations cannot come yet. Please say it again when it is back.',
  passed: 'You passed that ballot. It counts for nobody, and the image will not come again.',
  'study-not-open': 'This study does not take votes now.',
  'study-paused': 'This study is paused for now. What you answered is kept.',
  'practice-needed': 'Please do the practice ballots first.',
  'rater-ended': 'You have ended this study for good, so nothing more is asked here.',
  'invitation-not-valid':
    'This invitation is not valid any more, or not for this study. You can take part without it; then nobody knows that you were invited.',
  'panel-link-needed':
    'This link cannot tell who you are on the panel, so there will be no completion code. To be paid, open the study from its page there.',
  'consent-changed':
    'What this study asks you to agree to has changed. Please read it, and agree again to go on.',
  'resume-link-not-valid': 'This link does not count any more: a newer one was made, or it was withdrawn.',
  'withdrawal-closed': 'The time in which votes could be withdrawn is over.',
  'consent-needed': 'Please agree to take part first.',
  unauthenticated:
    'This browser is not taking part yet, or its place was lost. Please agree to take part again.',
  'idempotency-key-reused': 'That vote was already sent with another answer. Please vote again.',
  'nothing-to-take-back': 'There is no earlier vote here to take back.',
  'too-many-requests':
    'Many people of your network came or voted at once, so this has to wait. Please try again in a minute.',
  'invalid-request':
    'Something was not answered, so that vote was not counted. Please answer each row; where one is better, also how much.',
  'choose-first': 'Please choose one of the four answers.',
  'not-kept':
    'This browser keeps no more votes until some are sent. Please wait for the connection and vote again.',
  unreachable: 'The arena does not answer. Please try again in a moment.',
};

export const noticeOf = (slug: string | null): string | null =>
  slug !== null && Object.hasOwn(notices, slug) ? (notices[slug] ?? null) : null;
