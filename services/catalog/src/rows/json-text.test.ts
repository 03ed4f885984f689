import { expect, test } from 'vitest';
import { parseJson } from './check-row.ts';
import { withoutNaN } from './json-text.ts';

test('NaN is taken for nothing outside of strings alone', () => {
  const text = String.raw`{"NaN": NaN, "a": [-Infinity, 1, "Infinity \" NaN"], "b": Infinity}`;
  expect(JSON.parse(withoutNaN(text))).toEqual({ NaN: null, a: [null, 1, 'Infinity " NaN'], b: null });
});

test.each([
  ['{"probability": NaN}', /it has NaN, a number that JSON does not know; write null/],
  ['{"probability": -Infinity}', /it has -Infinity/],
  ['{"a": "NaN', /^the line is not JSON: (?!it has)/],
  ['{"a": NaN', /^the line is not JSON: (?!it has)/],
])('%s is no JSON, which is said', (text, reason) => {
  expect(() => parseJson(text)).toThrow(reason);
});
