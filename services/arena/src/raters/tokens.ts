import { createHmac, hash } from 'node:crypto';

/** What is kept of a token. */
export const hashToken = (token: string) => hash('sha256', token);

/** The token of an invitation: 122 random bits. @param newId gives random UUIDs */
export const newToken = (newId: () => string) => newId().replaceAll('-', '');

/** The bearer token of a rater: 244 random bits. */
export const newRaterToken = (newId: () => string) => newToken(newId) + newToken(newId);

/** What is kept of a participant's id on Prolific; another value in each study, and unknown without the key. */
export const hashParticipant = (key: string, studyId: string, participant: string) =>
  createHmac('sha256', key).update(`${studyId} ${participant.toLowerCase()}`).digest('hex');
