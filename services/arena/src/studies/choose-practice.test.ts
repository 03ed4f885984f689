import { expect, test } from 'vitest';
import { choosePractice, type Practice } from './choose-practice.ts';
import type { SourceExplanation } from './load-arms.ts';
import { uniformSource } from '@fakexplain/statistics/random';

const said = (id: number, changes: Partial<SourceExplanation> = {}): SourceExplanation => ({
  id: `e${id}`,
  sha256: `i${id}`,
  verdict: 'generated',
  tags: [],
  reasoning: '',
  regions: [{ box: [10, 10, 30, 40], description: `defect ${id}` }],
  ...changes,
});
const nothing: Partial<SourceExplanation> = { verdict: 'real', regions: [] };
const sizesOf = (sound: SourceExplanation[]) =>
  new Map(sound.map(({ sha256 }) => [sha256, { width: 100, height: 200 }]));
const choose = (sound: SourceExplanation[], seed = 1) =>
  choosePractice(sound, sizesOf(sound), uniformSource(seed));
const descriptions = (side: Practice['left']) => side.regions.map(({ description }) => description);

test('four kinds with four different answers, on different images, no explanation twice', () => {
  const sound = [1, 2, 3, 4, 5, 6, 7].map((id) => said(id));
  for (let seed = 0; seed < 20; seed++) {
    const practice = choose(sound, seed);
    expect(practice.map(({ kind }) => kind)).toEqual(['other-image', 'moved-region', 'tie', 'neither']);
    expect(new Set(practice.map(({ expected }) => expected)).size).toBe(4);
    expect(new Set(practice.map(({ sha256 }) => sha256)).size).toBe(4);
    const met = practice.flatMap(({ left, right }) => [
      ...new Set([...descriptions(left), ...descriptions(right)]),
    ]);
    expect(new Set(met).size).toBe(met.length);
    const [easy, subtle, tie, neither] = practice;
    const own = (one: Practice | undefined) => [`defect ${one?.sha256.slice(1)}`];
    expect(easy?.left.regions).toEqual([{ box: [10, 10, 30, 40], description: own(easy)[0] }]);
    expect(descriptions(easy?.right ?? neverShown)).not.toEqual(own(easy));
    expect(easy?.named).toEqual(own(easy));
    // The sound one is on the other side, and says the same in another place.
    expect(descriptions(subtle?.left ?? neverShown)).toEqual(own(subtle));
    expect(subtle?.right.regions).toEqual([{ box: [10, 10, 30, 40], description: own(subtle)[0] }]);
    expect(overlaps(subtle?.left.regions[0]?.box, [10, 10, 30, 40])).toBe(false);
    expect(descriptions(tie?.right ?? neverShown)).toEqual(own(tie));
    expect(tie?.right).not.toEqual(tie?.left);
    expect(intersectionOverUnion(tie?.right.regions[0]?.box, tie?.left.regions[0]?.box)).toBeGreaterThan(0.8);
    for (const side of [neither?.left, neither?.right])
      expect(descriptions(side ?? neverShown)).not.toEqual(own(neither));
    expect(neither?.left).not.toEqual(neither?.right);
  }
});

test('where no region has room elsewhere, the subtle one lacks the largest', () => {
  const wide: Partial<SourceExplanation> = {
    regions: [
      { box: [0, 0, 100, 150], description: 'most of it' },
      { box: [20, 100, 90, 200], description: 'the rest' },
    ],
  };
  const subtle = choose([1, 2, 3, 4, 5, 6].map((id) => said(id, wide)).concat(said(7, nothing))).find(
    ({ expected }) => expected === 'right',
  );
  expect(subtle).toMatchObject({ kind: 'missing-region', named: ['most of it'] });
  expect(descriptions(subtle?.left ?? neverShown)).toEqual(['the rest']);
  expect(descriptions(subtle?.right ?? neverShown)).toEqual(['most of it', 'the rest']);
});

test('what marks nothing makes no tie and nothing subtle, and is best where neither is right', () => {
  const practice = choose([said(1, nothing), ...[2, 3, 4, 5, 6, 7].map((id) => said(id))]);
  expect(practice.at(-1)).toMatchObject({ kind: 'neither', sha256: 'i1' });
  expect(choose([said(1, nothing), said(2, nothing)])).toEqual([]);
  expect(choose([said(1, nothing), said(2)]).map(({ kind }) => kind)).toEqual(['other-image']);
});

test('what could not be read is never shown', () => {
  const readable = [2, 3, 4, 5, 6, 7, 8].map((id) => said(id));
  const practice = choose([said(1, { verdict: null }), ...readable]);
  expect(practice).toHaveLength(4);
  expect(JSON.stringify(practice)).not.toContain('defect 1');
});

const neverShown: Practice['left'] = { verdict: null, tags: [], reasoning: '', regions: [] };
type Box = [number, number, number, number];
const none: Box = [0, 0, 0, 0];
const shared = (a: Box, b: Box) =>
  Math.max(0, Math.min(a[2], b[2]) - Math.max(a[0], b[0])) *
  Math.max(0, Math.min(a[3], b[3]) - Math.max(a[1], b[1]));
const areaOf = (box: Box) => shared(box, box);
const overlaps = (a: Box = none, b: Box = none) => shared(a, b) > 0;
const intersectionOverUnion = (a: Box = none, b: Box = none) =>
  shared(a, b) / (areaOf(a) + areaOf(b) - shared(a, b));
