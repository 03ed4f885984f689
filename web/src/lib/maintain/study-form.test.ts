import { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { problemWords, typed } from './form-fields.ts';
import { newStudyFrom } from './study-form.ts';

function form(...fields: [string, string][]): FormData {
  const data = new FormData();
  for (const [key, value] of fields) data.append(key, value);
  return data;
}
const least: [string, string][] = [
  ['slug', 'a-study'],
  ['title', ' A study '],
  ['consent', 'Agreed?'],
  ['datasets', 'demo'],
  ['arms', 'human'],
  ['arms', 'model'],
];

test('a form with only what is needed leaves the rest to the service’s defaults', () => {
  const study = newStudyFrom(form(...least, ['ballots_per_rater', ''], ['repeat_percent', '']));
  expect(arena.newStudySchema.parse(study)).toMatchObject({
    slug: 'a-study',
    title: 'A study',
    arms: [
      { source: 'human', kind: 'source' },
      { source: 'model', kind: 'source' },
    ],
    ballotsPerRater: null,
    repeatShare: 0.05,
    demo: false,
    results: 'hidden',
    embargo: 'everything',
    leaveOut: [],
  });
});

test('percentages become shares, and the format control an arm of its own', () => {
  const study = newStudyFrom(
    form(
      ...least,
      ['margin_percent', '6'],
      ['check_percent', '0'],
      ['format_control', 'model'],
      ['demo', 'on'],
      ['results', 'delayed'],
      ['embargo', 'images'],
      ['leave_out', 'verdict'],
      ['leave_out', 'tags'],
      ['leave_out', 'nonsense'],
    ),
  );
  expect(arena.newStudySchema.parse(study)).toMatchObject({
    equivalenceMargin: 0.06,
    checkShare: 0,
    demo: true,
    results: 'delayed',
    embargo: 'images',
    leaveOut: ['tags', 'verdict'],
    arms: [{ source: 'human' }, { source: 'model' }, { source: 'model', kind: 'format_control' }],
  });
});

test('codes for Prolific are those that are given, and the one for completion is asked for', () => {
  expect(newStudyFrom(form(...least, ['completed_code', ' '])).returnCodes).toBeUndefined();
  const paid = form(
    ...least,
    ['completed_code', 'DONE'],
    ['declined_code', 'NO'],
    ['required_practice', '2'],
  );
  expect(arena.newStudySchema.parse(newStudyFrom(paid))).toMatchObject({
    returnCodes: { completed: 'DONE', screenedOut: null, declined: 'NO' },
    requiredPractice: 2,
  });
  const partly = arena.newStudySchema.safeParse(newStudyFrom(form(...least, ['declined_code', 'NO'])));
  expect(partly.error?.issues[0]?.path).toEqual(['returnCodes', 'completed']);
});

test('nonsense in a number is left for the service to refuse', () => {
  const study = newStudyFrom(form(...least, ['seed', 'many']));
  const refused = arena.newStudySchema.safeParse(JSON.parse(JSON.stringify(study)));
  expect(refused.error?.issues[0]?.path).toEqual(['seed']);
});

test('what was typed is kept for showing again', () => {
  expect(typed(form(...least))).toEqual({
    slug: 'a-study',
    title: ' A study ',
    consent: 'Agreed?',
    datasets: ['demo'],
    arms: ['human', 'model'],
  });
});

test('a refused number is spoken of as the form has it', () => {
  const body = { ...newStudyFrom(form(...least, ['repeat_percent', '80'], ['ballots_per_rater', 'ten'])) };
  const said = arena.newStudySchema.safeParse(body).error?.issues ?? [];
  const of = (field: string) => said.find(({ path }) => path[0] === field)?.message ?? '';
  expect(problemWords(of('repeatShare'), '80', 'percent')).toMatch(/50%$/);
  expect(problemWords(of('ballotsPerRater'), 'ten', 'one')).toBe('“ten” is not a number');
  expect(problemWords(of('ballotsPerRater'), '', 'one')).toBe(of('ballotsPerRater'));
});

test('sentinels that were chosen are kept, one or several', () => {
  expect(typed(form(['sentinel', 'one_sided']))).toEqual({ sentinel: ['one_sided'] });
});
