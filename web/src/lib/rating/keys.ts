import type { arena } from '@fakexplain/contract';
import type { Shown } from '../viewer/layers.ts';

export type KeyAction =
  | { do: 'vote'; choice: arena.Choice }
  | { do: 'show'; shown: Shown }
  | { do: 'reason'; reason: arena.Reason }
  | { do: 'zoom'; direction: 1 | -1 | 0 }
  | { do: 'take-back' }
  | { do: 'keep' }
  | { do: 'help' };

const byKey: Record<string, KeyAction> = {
  arrowleft: { do: 'vote', choice: 'left' },
  arrowright: { do: 'vote', choice: 'right' },
  t: { do: 'vote', choice: 'tie' },
  n: { do: 'vote', choice: 'neither' },
  z: { do: 'take-back' },
  escape: { do: 'keep' },
  '1': { do: 'show', shown: 'left' },
  '2': { do: 'show', shown: 'right' },
  '3': { do: 'show', shown: 'both' },
  '0': { do: 'show', shown: 'none' },
  w: { do: 'reason', reason: 'grounding' },
  y: { do: 'reason', reason: 'text' },
  v: { do: 'reason', reason: 'verdict' },
  c: { do: 'reason', reason: 'completeness' },
  '+': { do: 'zoom', direction: 1 },
  '=': { do: 'zoom', direction: 1 },
  '-': { do: 'zoom', direction: -1 },
  r: { do: 'zoom', direction: 0 },
  '?': { do: 'help' },
};

/** The keys as the guide and the ballot page list them. */
export const keyHelp: { keys: string[]; what: string }[] = [
  { keys: ['←'], what: 'A is better' },
  { keys: ['→'], what: 'B is better' },
  { keys: ['T'], what: 'Tie: equally good' },
  { keys: ['N'], what: 'Neither is any good' },
  { keys: ['Z'], what: 'Take the last vote back' },
  { keys: ['1', '2', '3', '0'], what: 'Show A, B, both, none' },
  { keys: ['W', 'Y', 'V', 'C'], what: 'Reason: where, why, verdict, completeness' },
  { keys: ['+', '−', 'R'], what: 'Zoom in, out, reset' },
];

/** What of a keyboard event decides. */
export interface KeyPress {
  key: string;
  repeat: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  defaultPrevented: boolean;
}

/** Where the focus is: text swallows all keys, a `choice` (radio, select) or the image its arrow keys. */
export type Focus = 'page' | 'text' | 'choice' | 'image';

/**
 * What a key means on the ballot page, or null. A key that is held down answers one ballot only: its repetitions
 * zoom, and do nothing else.
 */
export function actionOfKey(press: KeyPress, focus: Focus): KeyAction | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || press.defaultPrevented)
    return null;
  if (focus === 'text') return null;
  const key = press.key.toLowerCase();
  if (focus !== 'page' && key.startsWith('arrow')) return null;
  const action = Object.hasOwn(byKey, key) ? byKey[key] : undefined;
  if (!action || (press.repeat && action.do !== 'zoom')) return null;
  return action;
}

/** Where the focus is, told from the focused element. */
export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return 'page';
  if (target.closest('textarea, [contenteditable], input:not([type=radio], [type=checkbox])')) return 'text';
  if (target.closest('select, input[type=radio]')) return 'choice';
  if (target.closest('[data-stage]')) return 'image';
  return 'page';
}
