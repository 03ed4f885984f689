import { describe, expect, test } from 'vitest';
import { keyHelp } from './key-help.ts';
import { actionOfKey, type KeyPress } from './keys.ts';

const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
  key,
  code: '',
  shiftKey: false,
  repeat: false,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  isComposing: false,
  defaultPrevented: false,
  ...rest,
});

describe('keys of the ballot page', () => {
  test.each([
    ['ArrowLeft', 'left'],
    ['ArrowRight', 'right'],
    ['t', 'tie'],
    ['T', 'tie'],
    ['n', 'neither'],
  ])('%s votes %s', (key, choice) => {
    expect(actionOfKey(press(key), 'desk')).toEqual({ do: 'vote', choice });
  });

  test('a held key does not vote again', () => {
    expect(actionOfKey(press('ArrowLeft', { repeat: true }), 'desk')).toBeNull();
    expect(actionOfKey(press('z', { repeat: true }), 'desk')).toBeNull();
    expect(actionOfKey(press('+', { repeat: true }), 'desk')).toEqual({ do: 'zoom', direction: 1 });
  });

  test('typing a comment is typing', () => {
    for (const key of ['ArrowLeft', 't', 'n', 'z', '1', '?', 'Escape']) {
      expect(actionOfKey(press(key), 'text')).toBeNull();
    }
  });

  test('arrows belong to a focused image or choice, letters do not', () => {
    for (const focus of ['image', 'choice'] as const) {
      expect(actionOfKey(press('ArrowLeft'), focus)).toBeNull();
      expect(actionOfKey(press('t'), focus)).toEqual({ do: 'vote', choice: 'tie' });
    }
  });

  test('outside of the desk no key does anything', () => {
    for (const key of ['ArrowLeft', 't', 'n', 'z', '1', '?', ' ']) {
      expect(actionOfKey(press(key), 'outside')).toBeNull();
    }
  });

  test('Space steps through the regions, and belongs to a focused button', () => {
    expect(actionOfKey(press(' '), 'desk')).toEqual({ do: 'step', direction: 1 });
    expect(actionOfKey(press(' ', { shiftKey: true }), 'image')).toEqual({ do: 'step', direction: -1 });
    expect(actionOfKey(press(' '), 'button')).toBeNull();
    expect(actionOfKey(press('ArrowLeft'), 'button')).toEqual({ do: 'vote', choice: 'left' });
  });

  test.each([
    ['е', 'KeyT', { do: 'vote', choice: 'tie' }],
    ['т', 'KeyN', { do: 'vote', choice: 'neither' }],
    ['я', 'KeyZ', { do: 'take-back' }],
    ['ν', 'KeyN', { do: 'vote', choice: 'neither' }],
    ['ش', 'KeyA', null],
    ['غ', 'KeyY', { do: 'reason', reason: 'text' }],
    ['é', 'KeyT', null],
    ['&', 'Digit1', { do: 'show', shown: 'left' }],
    ['٢', 'Digit2', { do: 'show', shown: 'right' }],
    // A Latin letter means itself wherever it stands, as on a keyboard by Dvorak.
    ['t', 'KeyK', { do: 'vote', choice: 'tie' }],
    ['z', 'KeyY', { do: 'take-back' }],
  ])('%s on the key %s', (key, code, action) => {
    expect(actionOfKey(press(key, { code }), 'desk')).toEqual(action);
  });

  test('shortcuts of the browser and other handlers are left alone', () => {
    for (const rest of [
      { ctrlKey: true },
      { metaKey: true },
      { altKey: true },
      { isComposing: true },
      { defaultPrevented: true },
    ]) {
      expect(actionOfKey(press('z', rest), 'desk')).toBeNull();
    }
  });

  test('names that every object has mean nothing', () => {
    expect(actionOfKey(press('constructor'), 'desk')).toBeNull();
  });

  test('every key that the help lists does something', () => {
    const arrows: Record<string, string> = { '←': 'ArrowLeft', '→': 'ArrowRight', '−': '-', Space: ' ' };
    for (const key of keyHelp.flatMap(({ keys }) => keys)) {
      expect(actionOfKey(press(arrows[key] ?? key), 'desk'), key).not.toBeNull();
    }
  });
});
