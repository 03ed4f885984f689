import { describe, expect, test } from 'vitest';
import { actionOfKey, keyHelp, type KeyPress } from './keys.ts';

const press = (key: string, rest: Partial<KeyPress> = {}): KeyPress => ({
  key,
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
    expect(actionOfKey(press(key), 'page')).toEqual({ do: 'vote', choice });
  });

  test('a held key does not vote again', () => {
    expect(actionOfKey(press('ArrowLeft', { repeat: true }), 'page')).toBeNull();
    expect(actionOfKey(press('z', { repeat: true }), 'page')).toBeNull();
    expect(actionOfKey(press('+', { repeat: true }), 'page')).toEqual({ do: 'zoom', direction: 1 });
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

  test('shortcuts of the browser and other handlers are left alone', () => {
    for (const rest of [
      { ctrlKey: true },
      { metaKey: true },
      { altKey: true },
      { isComposing: true },
      { defaultPrevented: true },
    ]) {
      expect(actionOfKey(press('z', rest), 'page')).toBeNull();
    }
  });

  test('names that every object has mean nothing', () => {
    expect(actionOfKey(press('constructor'), 'page')).toBeNull();
  });

  test('every key that the help lists does something', () => {
    const arrows: Record<string, string> = { '←': 'ArrowLeft', '→': 'ArrowRight', '−': '-' };
    for (const key of keyHelp.flatMap(({ keys }) => keys)) {
      expect(actionOfKey(press(arrows[key] ?? key), 'page'), key).not.toBeNull();
    }
  });
});
