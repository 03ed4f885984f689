import { expect, test } from 'vitest';
import { wayBack } from './way-back.ts';

test.each(['/models/npr', '/studies/demo/raters?x=1', '/runs/a/progress'])('%s is gone back to', (path) =>
  expect(wayBack(path)).toBe(path),
);

test.each([
  ['//elsewhere.example/x'],
  ['/\\elsewhere.example/x'],
  ['/\t/elsewhere.example'],
  ['/.//elsewhere.example'],
  ['/x/../..//elsewhere.example'],
  ['https://elsewhere.example/'],
  ['javascript:alert(1)'],
  ['models'],
  [''],
  ['/'],
  [null],
])('%o leads to the maintainers’ page instead', (path) => expect(wayBack(path)).toBe('/maintain'));
