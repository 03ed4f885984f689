import type { arena } from '@fakexplain/contract';

/** The votes in the order of their buttons. */
export const choices: { choice: arena.Choice; name: string; key: string; shortcut: string }[] = [
  { choice: 'left', name: 'A is better', key: '←', shortcut: 'ArrowLeft' },
  { choice: 'tie', name: 'Tie', key: 'T', shortcut: 'T' },
  { choice: 'neither', name: 'Neither', key: 'N', shortcut: 'N' },
  { choice: 'right', name: 'B is better', key: '→', shortcut: 'ArrowRight' },
];

export const choiceWords: Record<arena.Choice, string> = {
  left: 'A is better',
  right: 'B is better',
  tie: 'tie',
  neither: 'neither',
};

export const reasons: { reason: arena.Reason; name: string; key: string; what: string }[] = [
  { reason: 'grounding', name: 'Where', key: 'W', what: 'the regions mark the right places' },
  { reason: 'text', name: 'Why', key: 'Y', what: 'the sentences say rightly what is wrong there' },
  { reason: 'verdict', name: 'Verdict', key: 'V', what: 'it is right about generated or real' },
  { reason: 'completeness', name: 'Completeness', key: 'C', what: 'it misses little and makes up nothing' },
];

/** Why a ballot may be passed. */
export const passReasons: { reason: arena.PassReason; name: string }[] = [
  { reason: 'picture', name: 'The image does not load, or cannot be made out' },
  { reason: 'offensive', name: 'It is offensive or upsetting' },
  { reason: 'language', name: 'I do not understand the language' },
  { reason: 'cannot-judge', name: 'I cannot judge it for another reason' },
];
