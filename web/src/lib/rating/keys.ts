import type { arena } from '@fakexplain/contract';
import type { Shown } from '../viewer/layers.ts';

export type KeyAction =
  | { do: 'vote'; choice: arena.Choice; much?: true }
  | { do: 'show'; shown: Shown }
  | { do: 'reason'; reason: arena.Reason }
  | { do: 'zoom'; direction: 1 | -1 | 0 }
  | { do: 'step'; direction: 1 | -1 }
  | { do: 'send' }
  | { do: 'row-before' }
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
  enter: { do: 'send' },
  backspace: { do: 'row-before' },
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
  ' ': { do: 'step', direction: 1 },
};

/** What of a keyboard event decides. */
export interface KeyPress {
  key: string;
  /** Place of the key on the keyboard, by the letter it has in the US, e.g. `KeyT`. */
  code: string;
  shiftKey: boolean;
  repeat: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  defaultPrevented: boolean;
}

/**
 * Where the focus is: on the desk or nowhere (`desk`), or `outside`, as in the header, where keys mean nothing here. Text
 * swallows all keys, a `choice` (radio, select) or the image its arrow keys, a `button` or link Space and Enter.
 */
export type Focus = 'desk' | 'outside' | 'text' | 'choice' | 'image' | 'button';

/**
 * What a key means on the ballot page, or null. A key that is held down answers one ballot only: its repetitions
 * zoom, and do nothing else.
 */
export function actionOfKey(press: KeyPress, focus: Focus): KeyAction | null {
  if (press.ctrlKey || press.metaKey || press.altKey || press.isComposing || press.defaultPrevented)
    return null;
  if (focus === 'text' || focus === 'outside') return null;
  const key = meant(press).toLowerCase();
  if ((focus === 'choice' || focus === 'image') && key.startsWith('arrow')) return null;
  if ((focus === 'choice' || focus === 'button') && key === ' ') return null;
  if (focus === 'button' && key === 'enter') return null;
  const action = Object.hasOwn(byKey, key) ? byKey[key] : undefined;
  if (!action || (press.repeat && action.do !== 'zoom')) return null;
  if (action.do === 'vote' && press.shiftKey && key.startsWith('arrow')) return { ...action, much: true };
  return action.do === 'step' && press.shiftKey ? { do: 'step', direction: -1 } : action;
}

/**
 * What a key says, or, where its layout has no Latin letters and digits, what stands there on one that has: the buttons
 * name the letters of that one.
 */
function meant({ key, code, shiftKey }: KeyPress): string {
  if (/^\p{L}$/u.test(key) && !/^\p{Script=Latin}$/u.test(key)) return code.replace(/^Key(?=[A-Z]$)/, '');
  // Digits that take Shift, as in France, or are written otherwise, as in Egypt.
  const digit = /^Digit(\d)$/.exec(code)?.[1];
  return digit && !shiftKey && !Object.hasOwn(byKey, key) ? digit : key;
}

/** Where the focus is, told from the focused element. */
export function focusOf(target: EventTarget | null): Focus {
  if (!(target instanceof Element)) return 'desk';
  // Neither on the desk nor around it; or in a menu that is open, which has the keys for itself.
  const around = target.querySelector('.ballot-page') !== null;
  if (target.closest('[popover]') || (!around && !target.closest('.ballot-page'))) return 'outside';
  if (target.closest('textarea, [contenteditable], input:not([type=radio], [type=checkbox])')) return 'text';
  if (target.closest('select, input[type=radio]')) return 'choice';
  if (target.closest('[data-region]')) return 'desk';
  if (target.closest('button, a, summary, input')) return 'button';
  return target.closest('[data-stage]') ? 'image' : 'desk';
}
