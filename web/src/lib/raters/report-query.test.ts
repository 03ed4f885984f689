import { expect, test } from 'vitest';
import { readReportQuery } from './read-report-query.server.ts';
import { reportAction, reportAddress, sortBy, usualQuery } from './report-query.ts';

const usual = readReportQuery(new URLSearchParams());

test('an address that says nothing', () => expect(usual).toEqual(usualQuery));

test('an address says what is not as usual, and is read back', () => {
  expect(reportAddress(usual, {})).toBe('?#raters');
  const address = reportAddress(usual, { flagged: 'one_sided', sort: 'fast', page: 3 });
  expect(address).toBe('?sort=fast&flagged=one_sided&page=3#raters');
  const query = readReportQuery(new URL(address, 'http://site/').searchParams);
  expect(query).toEqual({ ...usual, flagged: 'one_sided', sort: 'fast', page: 3 });
  // Another order begins with its first page.
  expect(reportAddress(query, sortBy(query, 'fast'))).toBe(
    '?sort=fast&order=ascending&flagged=one_sided#raters',
  );
});

test('a form that is sent shows the same page again', () => {
  const query = { ...usual, flagged: 'one_sided' as const, page: 2 };
  const action = reportAction(query, 'exclude');
  expect(action).toBe('?/exclude&flagged=one_sided&page=2');
  expect(readReportQuery(new URL(action, 'http://site/').searchParams)).toEqual(query);
  expect(reportAction(usual, 'exclude')).toBe('?/exclude');
});

test('nonsense in an address is as if it were not there', () => {
  expect(readReportQuery(new URLSearchParams('sort=name&page=-1'))).toEqual(usual);
});
