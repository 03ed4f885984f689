import { expect, test } from 'vitest';
import { arena, catalog, fieldsOf, inference, metrics } from './index.ts';

test('the words of a list’s items, whose fields may be null', () => {
  const { position, elo } = fieldsOf(arena.readLeaderboard, 'ratings');
  expect(elo.title).toBe('Elo');
  expect(elo.description).toContain('Bradley–Terry');
  expect(position.title).toBe('Position');
});

test('the words of an object that may be null, in a list', () => {
  expect(fieldsOf(arena.readCovariates, 'covariates', 'coefficient').p.title).toBe('p');
});

test.each([
  [arena.readLeaderboard, ['pairs']],
  [arena.listStudies, ['studies']],
  [arena.listCaseVotes, ['votes']],
  [arena.listExclusions, ['exclusions']],
  [arena.listRaterReports, ['raters']],
  [catalog.listDatasets, ['datasets']],
  [metrics.listRuns, ['runs']],
  [metrics.readRun, ['overall', 'values']],
  [metrics.compareRuns, ['differences']],
  [metrics.readAnnotationQuality, ['annotators']],
  [metrics.readPreferenceAgreement, ['arms']],
  [inference.listRuns, ['runs']],
])('each field of a list has a title and a description', (operation, path) => {
  const words = Object.values<{ title: string; description: string }>(fieldsOf(operation, ...path));
  expect(words.length).toBeGreaterThan(0);
  for (const { title, description } of words) expect([title, description]).not.toContain('');
});

test('a path to a number has no fields', () => {
  expect(() => fieldsOf(arena.readLeaderboard, 'raters')).toThrow('readLeaderboard.raters holds no fields');
});
