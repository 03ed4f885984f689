import { createHmac } from 'node:crypto';

/** The token of an invitation: 122 random bits. @param newId gives random UUIDs */
export const newToken = (newId: () => string) => newId().replaceAll('-', '');

/** The bearer token of a rater, or the secret of a link to go on: 244 random bits. */
export const newRaterToken = (newId: () => string) => newToken(newId) + newToken(newId);

/**
 * By which a participant of a panel is known again; another value in each study, and unknown without the key. Prolific was the
 * first panel, and is the one that has no name in it.
 */
export const hashParticipant = (
  key: string,
  { studyId, panel, participant }: { studyId: string; panel: string; participant: string },
) =>
  createHmac('sha256', key)
    .update([studyId, ...(panel === 'Prolific' ? [] : [panel]), participant.toLowerCase()].join(' '))
    .digest('hex');
