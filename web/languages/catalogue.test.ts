import { expect, test } from 'vitest';
import { languages } from '../src/lib/languages/languages.ts';
import { pluralIn, readCatalogue, readKept } from './catalogue.ts';
import { readFields } from './fields.ts';
import { roleNameWords, stateWords } from '../src/lib/words/values.ts';
import { collect } from './collect.ts';
import { translate } from './texts.ts';
import { readServed } from './served.ts';

const { messages, plurals } = collect();
const kept = readKept();
const served = readServed();
/** What a text names: expressions, elements and what they hold. */
const named = (text: string) =>
  [...text.matchAll(/\{(\d+)(?::[^{}]*)?\}|<\/?(\d+)>/g)]
    .map(([whole]) => whole.replace(/:[^{}]*/, ''))
    .toSorted();

test.each(languages.filter((one) => one !== 'en'))('every text of the site is in %s', (language) => {
  const catalogue = readCatalogue(language);
  const without = [...messages].filter((text) => !kept.has(text) && !catalogue.messages[text]?.trim());
  expect(without).toEqual([]);
  expect([...plurals].filter((key) => !pluralIn(catalogue, key))).toEqual([]);
  expect(readFields().filter((text) => !catalogue.fields[text]?.trim())).toEqual([]);
  expect(served.filter((text) => !catalogue.served[text]?.trim())).toEqual([]);
});

test.each(languages.filter((one) => one !== 'en'))(
  'nothing in %s is left from a text that is gone',
  (language) => {
    const catalogue = readCatalogue(language);
    const english = (key: string) => key.replace(/^src\/[^:]*: /, '');
    expect(Object.keys(catalogue.messages).filter((key) => !messages.has(english(key)))).toEqual([]);
    expect(Object.keys(catalogue.plurals).filter((key) => !plurals.has(key))).toEqual([]);
    const fields = new Set(readFields());
    expect(Object.keys(catalogue.fields).filter((text) => !fields.has(text))).toEqual([]);
    expect(Object.keys(catalogue.served).filter((text) => !served.includes(text))).toEqual([]);
  },
);

test.each(languages.filter((one) => one !== 'en'))(
  'texts in %s hold what the English ones hold',
  (language) => {
    const { messages, fields, served } = readCatalogue(language);
    const differing = [messages, fields, served]
      .flatMap((texts) => Object.entries(texts))
      .filter(([english, text]) => named(english).join() !== named(text).join());
    expect(differing).toEqual([]);
  },
);

test.each(languages.filter((one) => one !== 'en'))(
  'words of one vocabulary are told apart in %s, and from those of statistics',
  (language) => {
    const { messages } = readCatalogue(language);
    const inPlace = (file: string) => (word: string) => messages[`${file}: ${word}`] ?? messages[word];
    const states = Object.values(stateWords).map(inPlace('src/lib/words/values.ts'));
    expect(new Set(states).size).toBe(states.length);
    expect(states).not.toContain(messages['undetermined']);
    const roles = Object.values(roleNameWords).map(inPlace('src/lib/words/values.ts'));
    expect(new Set(roles).size).toBe(roles.length);
  },
);

test('defaults of what a component is given are texts too', () => {
  const source = `<script lang="ts">let { button = 'Make the draft', action = 'create' } = $props();</script>`;
  const translator = { message: (text: string) => text.toUpperCase(), plural: () => undefined, path: String };
  expect(translate(source, 'Form.svelte', translator)).toBe(
    `<script lang="ts">let { button = 'MAKE THE DRAFT', action = 'create' } = $props();</script>`,
  );
});

test('what stays as it is in every language is shown somewhere, and is no sentence', () => {
  expect([...kept].filter((text) => !messages.has(text))).toEqual([]);
});
