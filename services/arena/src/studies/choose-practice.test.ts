import { expect, test } from 'vitest';
import { choosePractice } from './choose-practice.ts';
import type { SourceExplanation } from './load-arms.ts';
import { uniformSource } from '@fakexplain/statistics/random';

const said = (id: number, changes: Partial<SourceExplanation> = {}): SourceExplanation => ({
  id: `e${id}`,
  sha256: `i${id}`,
  verdict: 'generated',
  tags: [],
  reasoning: '',
  regions: [{ box: [0, 0, 1, 1], description: `defect ${id}` }],
  ...changes,
});
const nothing: Partial<SourceExplanation> = { verdict: 'real', regions: [] };

test('three different images, each with its own words against another image’s, on both sides', () => {
  const sound = [1, 2, 3, 4, 5, 6].map((id) => said(id));
  for (let seed = 0; seed < 20; seed++) {
    const practice = choosePractice(sound, 3, uniformSource(seed));
    expect(new Set(practice.map(({ sha256 }) => sha256)).size).toBe(3);
    expect(new Set(practice.map(({ expected }) => expected)).size).toBe(2);
    const met = practice.flatMap(({ leftExplanationId, rightExplanationId }) => [
      leftExplanationId,
      rightExplanationId,
    ]);
    expect(new Set(met).size).toBe(6);
    for (const { sha256, expected, leftExplanationId, rightExplanationId, feedback } of practice) {
      const [better, worse] =
        expected === 'left'
          ? [leftExplanationId, rightExplanationId]
          : [rightExplanationId, leftExplanationId];
      expect(better).toBe(sha256.replace('i', 'e'));
      expect(worse).not.toBe(better);
      expect(feedback).toContain(
        expected === 'left' ? 'A (left) is the better one' : 'B (right) is the better one',
      );
      expect(feedback).toContain(`“defect ${sha256.slice(1)}”`);
    }
  }
});

test('explanations that mark something come first, unparsed ones never', () => {
  const sound = [said(1, nothing), said(2, { verdict: null }), said(3), said(4), said(5)];
  const ids = choosePractice(sound, 3, uniformSource(1)).map(({ sha256 }) => sha256);
  expect(ids.toSorted()).toEqual(['i3', 'i4', 'i5']);
});

test('words that are the same make no practice ballot', () => {
  expect(choosePractice([said(1, nothing), said(2, nothing)], 3, uniformSource(1))).toEqual([]);
  const [only] = choosePractice([said(1, nothing), said(2)], 1, uniformSource(1));
  expect(only?.sha256).toBe('i2');
});

test('what was found is named in the feedback, at most three things and none without end', () => {
  const regions = ['a', 'b', 'c', 'd'].map((d) => ({
    box: [0, 0, 1, 1] as [number, number, number, number],
    description: d.repeat(300),
  }));
  const [practice] = choosePractice([said(1, { regions }), said(2, nothing)], 1, uniformSource(1));
  expect(practice?.feedback).toContain('ccc');
  expect(practice?.feedback).not.toContain('ddd');
  expect(practice?.feedback.length).toBeLessThan(700);
});
