import { expect, test } from 'vitest';
import { planPlaces, type Placed } from './places.ts';
import { usualSettings } from './settings.ts';

const settings = { ...usualSettings, openModels: 2, turnMs: 60, keepOpenMs: 600 };
const now = 1_000;
const lane = (identity: string, change: Partial<Placed> = {}): Placed => ({
  identity,
  jobs: [{}],
  idle: false,
  leaving: false,
  openedAt: now - 10,
  idleSince: now,
  ...change,
});
const plan = (jobs: string[], lanes: Placed[], lastHad: [string, number][] = []) => {
  const { open, close } = planPlaces(
    jobs.map((identity) => ({ identity })),
    lanes,
    new Map(lastHad),
    settings,
    now,
  );
  return { open: open.map(({ identity }) => identity), close: close.map(({ identity }) => identity) };
};
const workless = { jobs: [], idle: true };

test('models are opened while there are places, each once, the one first that waits longest', () => {
  expect(plan(['a', 'b', 'a', 'c'], [])).toEqual({ open: ['a', 'b'], close: [] });
  expect(plan(['a', 'b', 'c'], [lane('a')], [['b', 900]])).toEqual({ open: ['c'], close: [] });
});

test('with all places taken, a model without work gives its own up at once, one with work after its turn', () => {
  expect(plan(['a', 'b', 'c'], [lane('a'), lane('b')])).toEqual({ open: [], close: [] });
  expect(plan(['a', 'c'], [lane('a'), lane('b', workless)])).toEqual({ open: [], close: ['b'] });
  const [older, old] = [lane('a', { openedAt: now - 200 }), lane('b', { openedAt: now - 100 })];
  expect(plan(['a', 'b', 'c'], [old, older])).toEqual({ open: [], close: ['a'] });
  expect(plan(['a', 'b', 'c', 'd'], [old, older])).toEqual({ open: [], close: ['a', 'b'] });
  // It is going already.
  expect(plan(['a', 'b', 'c'], [old, { ...older, leaving: true }])).toEqual({ open: [], close: [] });
});

test('with nobody waiting, models stay, but for those that had nothing to do for long', () => {
  const had = lane('b', { ...workless, idleSince: now - 600 });
  const has = lane('a', { openedAt: now - 900 });
  expect(plan(['a'], [has, had])).toEqual({ open: [], close: ['b'] });
  expect(plan([], [lane('b', workless)])).toEqual({ open: [], close: [] });
});
