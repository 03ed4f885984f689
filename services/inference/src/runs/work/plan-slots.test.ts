import { expect, test } from 'vitest';
import { planSlots, type SlotState } from './plan-slots.ts';
import { defaultWorkerSettings } from './settings.ts';

const settings = { ...defaultWorkerSettings, openModels: 2, turnMs: 60, keepOpenMs: 600 };
const now = 1_000;
const slot = (identity: string, change: Partial<SlotState> = {}): SlotState => ({
  identity,
  jobs: [{}],
  idle: false,
  leaving: false,
  openedAt: now - 10,
  idleSince: now,
  ...change,
});
const plan = (jobs: string[], slots: SlotState[], lastOpen: [string, number][] = []) => {
  const { open, close } = planSlots(
    jobs.map((identity) => ({ identity })),
    slots,
    new Map(lastOpen),
    settings,
    now,
  );
  return { open: open.map(({ identity }) => identity), close: close.map(({ identity }) => identity) };
};
const workless = { jobs: [], idle: true };

test('models are opened while there are places, each once, the one first that waits longest', () => {
  expect(plan(['a', 'b', 'a', 'c'], [])).toEqual({ open: ['a', 'b'], close: [] });
  expect(plan(['a', 'b', 'c'], [slot('a')], [['b', 900]])).toEqual({ open: ['c'], close: [] });
});

test('with all places taken, a model without work gives its own up at once, one with work after its turn', () => {
  expect(plan(['a', 'b', 'c'], [slot('a'), slot('b')])).toEqual({ open: [], close: [] });
  expect(plan(['a', 'c'], [slot('a'), slot('b', workless)])).toEqual({ open: [], close: ['b'] });
  const [older, old] = [slot('a', { openedAt: now - 200 }), slot('b', { openedAt: now - 100 })];
  expect(plan(['a', 'b', 'c'], [old, older])).toEqual({ open: [], close: ['a'] });
  expect(plan(['a', 'b', 'c', 'd'], [old, older])).toEqual({ open: [], close: ['a', 'b'] });
  // It is going already.
  expect(plan(['a', 'b', 'c'], [old, { ...older, leaving: true }])).toEqual({ open: [], close: [] });
});

test('with nobody waiting, models stay, except those that had nothing to do for long', () => {
  const had = slot('b', { ...workless, idleSince: now - 600 });
  const has = slot('a', { openedAt: now - 900 });
  expect(plan(['a'], [has, had])).toEqual({ open: [], close: ['b'] });
  expect(plan([], [slot('b', workless)])).toEqual({ open: [], close: [] });
});
