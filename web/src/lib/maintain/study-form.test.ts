import { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { problemWords, typed } from './form-fields.ts';
import { newStudyFrom, typedOf } from './study-form.ts';

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
    questions: ['overall'],
    strength: false,
    reliance: false,
  });
});

test('the main question comes first, whichever others are ticked, and comes back as it was', () => {
  const fields: [string, string][] = [
    ['main_question', 'where'],
    ['questions', 'verdict'],
    ['questions', 'where'],
    ['questions', 'overall'],
    ['strength', 'on'],
  ];
  const study = arena.newStudySchema.parse(newStudyFrom(form(...least, ...fields)));
  expect(study).toMatchObject({
    questions: ['where', 'overall', 'verdict'],
    strength: true,
    reliance: false,
  });
  expect(typedOf(study)).toMatchObject({
    main_question: 'where',
    questions: ['overall', 'verdict'],
    strength: 'on',
    reliance: '',
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

/** A form as a browser sends what was typed. */
function sent(fields: ReturnType<typeof typedOf>): FormData {
  const data = new FormData();
  for (const [key, value] of Object.entries(fields))
    for (const one of [value].flat()) if (key !== 'demo' || one) data.append(key, one);
  return data;
}

const everything: arena.StudySettings = arena.newStudySchema.parse({
  slug: 'a-study',
  title: 'A study',
  question: 'Which?',
  consent: 'Agreed?',
  contact: 'lab@example.org',
  demo: true,
  datasets: ['demo', 'other'],
  arms: [
    { source: 'human', name: 'People', run: '00000000-0000-4000-8000-000000000000' },
    { source: 'human', name: 'People before', run: '00000000-0000-4000-8000-000000000001' },
    { source: 'model', name: 'Model' },
    { source: 'model', kind: 'format_control', name: 'Control' },
    { source: 'human', kind: 'format_control', name: 'Another control' },
  ],
  policy: 'uncertainty',
  correctionWindowS: 5,
  ballotTtlS: 90,
  ballotsPerRater: 12,
  repeatShare: 0.07,
  checkShare: 0,
  equivalenceMargin: 0.035,
  results: 'delayed',
  embargo: 'images',
  leaveOut: ['tags'],
  requiredPractice: 2,
  returnCodes: { completed: 'C', screenedOut: null, declined: 'D' },
  plannedVotes: 2_400,
  pay: { amount: 9.5, currency: 'GBP', per: 'rater' },
  payTerms: 'With a voucher.',
  minutes: 12,
  places: 40,
  placeHoldMinutes: 30,
  withdrawUntil: '2026-12-31T23:59:59Z',
  seed: 7,
  soundSource: 'model',
});

test('a draft that is opened for editing and saved is the same, with all that the form does not show', () => {
  expect(newStudyFrom(sent(typedOf(everything)), everything.arms)).toEqual(everything);
});

test('arms are renamed, left out and added, and the others stay as they are', () => {
  const fields = { ...typedOf(everything), arms: ['model', 'new'], arm_name_2: 'Better', format_control: '' };
  expect(newStudyFrom(sent(fields), everything.arms).arms).toEqual([
    { source: 'model', kind: 'source', name: 'Better' },
    { source: 'human', kind: 'format_control', name: 'Another control' },
    { source: 'new' },
  ]);
});
