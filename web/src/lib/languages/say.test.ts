import { expect, test } from 'vitest';
import { sayIn } from './say.ts';

const say = sayIn({
  'There is no study "{0}".': 'Es gibt keine Studie „{0}“.',
  'It is {0}: {1}.': '{1} – denn sie ist {0}.',
  open: 'offen',
  'while {0} is open': 'solange {0} offen ist',
  'Withheld {0}.': 'Zurückgehalten, {0}.',
  'Withheld {0}. Come back.': 'Zurückgehalten, {0}. Kommen Sie wieder.',
  'One (of two).': 'Eins (von zweien).',
});

test.each([
  ['There is no study "faces.v2 (new)".', 'Es gibt keine Studie „faces.v2 (new)“.'],
  ['One (of two).', 'Eins (von zweien).'],
  ['It is open: wait.', 'wait – denn sie ist offen.'],
  ['Withheld while A is open.', 'Zurückgehalten, solange A offen ist.'],
  ['Withheld while A is open. Come back.', 'Zurückgehalten, solange A offen ist. Kommen Sie wieder.'],
  ['Withheld while\nA\nis open.', 'Zurückgehalten, while\nA\nis open.'],
])('%s', (english, german) => expect(say(english)).toBe(german));

test('what somebody called something stays as it is', () => {
  expect(say('There is no study "open".')).toBe('Es gibt keine Studie „open“.');
});

test('what is filled in is no placeholder', () => {
  expect(say('It is {1}: $&.')).toBe('$& – denn sie ist {1}.');
});

test('a text that is not known is not said', () => {
  expect(say('There is no study.')).toBeUndefined();
  expect(sayIn({})('Not allowed')).toBeUndefined();
});
