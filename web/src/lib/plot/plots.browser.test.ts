import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import type { arena } from '@fakexplain/contract';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cdp, page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { differencesByMetric } from '#lib/benchmark/differences.ts';
import { pivotBenchmark } from '#lib/benchmark/pivot.ts';
import { dataset, figure, measured, metric, run } from '#lib/testing/benchmark.ts';
import type { Board } from '#lib/leaderboard/choose-pairs.ts';
import { pairShare, rating } from '#lib/testing/leaderboard.ts';
import ArmScatter from './ArmScatter.svelte';
import BallotPlot from './BallotPlot.svelte';
import Calibration from './Calibration.svelte';
import DatasetPlot from './DatasetPlot.svelte';
import DifferencePlot from './DifferencePlot.svelte';
import RatingPlot from './RatingPlot.svelte';
import SharePlot from './SharePlot.svelte';
import Track from './Track.svelte';

const one = <E extends Element>(root: ParentNode, selector: string): E => {
  const found = root.querySelector<E>(selector);
  if (!found) throw new Error(`There is no ${selector}`);
  return found;
};
const labels = (root: ParentNode) =>
  [...root.querySelectorAll('svg[role="img"]')].map((svg) => svg.getAttribute('aria-label'));
/** Where the middle of a mark lies along its plot, 0–1. */
function along(mark: Element, plot: Element): number {
  const inner = mark.getBoundingClientRect();
  const outer = plot.getBoundingClientRect();
  return (inner.left + inner.width / 2 - outer.left) / outer.width;
}

afterEach(() => page.viewport(1280, 800));

const board = (ratings: arena.Rating[]): Board => ({
  study: {
    slug: 'study',
    title: 'Study',
    question: 'Which?',
    questions: ['overall'],
    strength: false,
    reliance: false,
    demo: false,
    status: 'open',
    policy: 'balanced',
    equivalenceMargin: 0.05,
    results: 'live',
  },
  slice: { kind: 'all', value: '' },
  question: 'overall',
  slices: { category: [], generator: [], label: [] },
  stamp: {
    votes: 5,
    sequence: 5,
    at: '2026-11-23T16:48:31Z',
    past: false,
    until: null,
    ledger: { position: 0, hash: '0'.repeat(64) },
    method: 'm/1',
    covariance: 'vote',
    level: 0.95,
    seed: 1,
  },
  votes: 5,
  raters: 2,
  exclusions: { applied: false, raters: 0, votes: 0 },
  ratings,
  planned: null,
  sideBias: { n: 0, left: 0, share: null, exact: { kind: 'undetermined', reason: 'no votes' }, p: null },
  status: 'ok',
  notes: [],
  components: [[0, 1]],
});

test.each([1280, 360])('track: dot, whisker and ticks lie where they are told, %i px wide', async (width) => {
  await page.viewport(width, 700);
  const { container } = await render(Track, {
    label: 'a track',
    dot: 25,
    outer: { start: 10, end: 80, openLeft: false, openRight: true },
    ticks: [0, 50, 100],
    centre: 50,
    band: [45, 55],
  });
  const plot = one(container, 'svg[role="img"]');
  expect(along(one(plot, 'circle'), plot)).toBeCloseTo(0.25, 2);
  expect(along(one(plot, '.whisker'), plot)).toBeCloseTo(0.45, 2);
  expect(along(one(plot, '.band'), plot)).toBeCloseTo(0.5, 2);
  expect([...plot.querySelectorAll('.tick')].map((tick) => along(tick, plot))).toEqual([
    expect.closeTo(0, 2),
    expect.closeTo(0.5, 2),
    expect.closeTo(1, 2),
  ]);
  // Open to the right is an arrow, closed a bar.
  expect([...plot.querySelectorAll('.end path')].map((path) => path.getAttribute('d'))).toEqual([
    'M0 -5 V5',
    'M-9 -6 L-1 0 L-9 6',
  ]);
});

test('track: an undetermined value has neither dot nor whisker', async () => {
  const { container } = await render(Track, { label: '', dot: null, outer: null, ticks: [], centre: null });
  expect(container.querySelector('circle, .whisker')).toBeNull();
});

test('ratings: in order of rank, the stronger further right, an unrated arm without a dot', async () => {
  const { container } = await render(RatingPlot, {
    board: board([
      rating({ position: 0, name: 'weak', elo: -100, rank: { best: 2, worst: 2 } }),
      rating({ position: 1, name: 'strong', elo: 100, rank: { best: 1, worst: 1 } }),
      rating({
        position: 2,
        name: 'new',
        elo: null,
        rank: null,
        interval: { kind: 'undetermined', reason: 'no votes' },
      }),
    ]),
  });
  expect(labels(container)).toEqual([
    'strong: rating 100, [−10, 10]',
    'weak: rating −100, [−10, 10]',
    'new: rating –, undetermined',
  ]);
  const plots = [...container.querySelectorAll('svg[role="img"]')];
  const [strong = 0, weak = 0] = plots.slice(0, 2).map((plot) => along(one(plot, 'circle'), plot));
  expect(strong - 0.5).toBeCloseTo(0.5 - weak, 2);
  expect(strong).toBeGreaterThan(weak);
  expect(plots[2]?.querySelector('circle')).toBeNull();
});

test('ratings: rows slide from their old places to their new ones', async () => {
  const first = { elo: 100, rank: { best: 1, worst: 1 } };
  const second = { elo: -100, rank: { best: 2, worst: 2 } };
  const boardOf = (one: typeof first, two: typeof first) =>
    board([rating({ position: 0, name: 'one', ...one }), rating({ position: 1, name: 'two', ...two })]);
  const { container, rerender } = await render(RatingPlot, { board: boardOf(first, second) });
  const names = () => [...container.querySelectorAll('.name')].map(({ textContent }) => textContent);
  expect(names()).toEqual(['one', 'two']);
  const sliding = () => [...container.querySelectorAll('li')].flatMap((row) => row.getAnimations()).length;
  expect(sliding()).toBe(0);
  await rerender({ board: boardOf(second, first) });
  expect(names()).toEqual(['two', 'one']);
  expect(sliding()).toBe(2);
  const row = one(container, 'li');
  const [animation] = row.getAnimations();
  animation?.pause();
  expect(new DOMMatrix(getComputedStyle(row).transform).f).toBeGreaterThan(0);
  animation?.finish();
  expect(getComputedStyle(row).transform).toBe('none');
});

test('shares: the dot at the share, the margin of equivalence shaded around one half', async () => {
  const ratings = [rating({ position: 0, name: 'one' }), rating({ position: 1, name: 'two' })];
  const { container } = await render(SharePlot, { board: board(ratings), pairs: [pairShare({})] });
  expect(labels(container)).toEqual(['one over two: 75.0%, clustered interval undetermined']);
  const plot = one(container, 'svg[role="img"]');
  expect(along(one(plot, 'circle'), plot)).toBeCloseTo(0.75, 2);
  expect(one(plot, '.band').getBoundingClientRect().width / plot.getBoundingClientRect().width).toBeCloseTo(
    0.1,
    2,
  );
});

const acc = metric('acc', { title: 'Accuracy', publishedAs: 'Acc' });
const clue = dataset('fakeclue', { title: 'FakeClue' });

test('a dataset: measured runs with intervals, published figures as marks of another kind', async () => {
  const table = pivotBenchmark(
    {
      rows: [{ run: run('LEGION', clue), values: [measured(acc, 0.5)], warnings: [] }],
      published: [figure('NPR', 'FakeClue', 0.55)],
      slice: { kind: 'all', value: '' },
    },
    acc,
    [],
  );
  const { container } = await render(DatasetPlot, { table, column: 0 });
  expect(labels(container)).toEqual(['LEGION: 0.500 [0.400, 0.600]', 'NPR, as published: 0.550']);
  const [own, paper] = container.querySelectorAll('svg[role="img"]');
  if (!own || !paper) throw new Error('A line is missing');
  expect(along(one(paper, '.mark path'), paper)).toBeGreaterThan(along(one(own, 'circle'), own));
  expect(paper.querySelector('circle')).toBeNull();
});

test('each dataset has its own order: best first, papers last', async () => {
  const other = dataset('other', { title: 'Other' });
  const row = (name: string, on: typeof clue, value: number) => ({
    run: run(name, on),
    values: [measured(acc, value)],
    warnings: [],
  });
  const table = pivotBenchmark(
    {
      rows: [
        row('A', clue, 0.9),
        row('B', clue, 0.5),
        row('A', other, 0.3),
        row('B', other, 0.7),
        row('C', other, 0.5),
      ],
      published: [figure('NPR', 'FakeClue', 0.99)],
      slice: { kind: 'all', value: '' },
    },
    acc,
    [],
  );
  const orders = await Promise.all(
    table.columns.map(async (_, column) => {
      const { container } = await render(DatasetPlot, { table, column });
      return labels(container).map((label) => label?.split(/[:,]/)[0]);
    }),
  );
  expect(table.columns.map(({ dataset }) => dataset.slug)).toEqual(['fakeclue', 'other']);
  expect(orders).toEqual([
    ['A', 'B', 'NPR'],
    ['B', 'C', 'A'],
  ]);
});

test('differences: nought is on the scale, and who is better is said', async () => {
  const difference = {
    signature: acc.signature,
    n: 10,
    a: 0.6,
    b: 0.5,
    difference: 0.1,
    low: 0.05,
    high: 0.15,
  };
  const { container } = await render(DifferencePlot, {
    lines: differencesByMetric([acc], [difference]),
    a: 'One',
    b: 'Two',
  });
  expect(labels(container)).toEqual(['Accuracy: +0.100 [+0.050, +0.150]']);
  expect(container.textContent).toContain('One better');
  const plot = one(container, 'svg[role="img"]');
  expect(along(one(plot, 'circle'), plot)).toBeGreaterThan(along(one(plot, '.centre'), plot));
});

const agreement = {
  metric: acc,
  agreement: {
    signature: acc.signature,
    perBallot: { k: 3, n: 4, share: 0.75, equal: 1, interval: { low: 0.3, high: 0.95 } },
    kendallTau: 1,
    spearmanRho: 1,
    arms: 3,
  },
  points: [0.2, 0.5, 0.8].map((value, index) => ({
    index: index + 1,
    name: `arm ${index + 1}`,
    share: value,
    value: measured(acc, value),
  })),
};

test('votes by metric: the share that the higher value won', async () => {
  const { container } = await render(BallotPlot, { list: [agreement] });
  expect(labels(container)).toEqual(['Accuracy: 75.0% [30.0%, 95.0%]']);
  const plot = one(container, 'svg[role="img"]');
  expect(along(one(plot, 'circle'), plot)).toBeCloseTo(0.75, 2);
});

test('arms: higher values further right, higher shares further up', async () => {
  const { container } = await render(ArmScatter, { of: agreement });
  const points = [...container.querySelectorAll('.point')].map((point) =>
    one(point, 'circle').getBoundingClientRect(),
  );
  expect(points).toHaveLength(3);
  for (const [index, point] of points.slice(1).entries()) {
    expect(point.left).toBeGreaterThan(points[index]?.left ?? Infinity);
    expect(point.top).toBeLessThan(points[index]?.top ?? -Infinity);
  }
  expect(container.textContent).toContain('Kendall’s τ 1.000');
});

test('calibration: a bin that holds what it says lies on the dashed line, an empty one is not drawn', async () => {
  const field = { title: 'a title', description: '' };
  const { container } = await render(Calibration, {
    bins: [
      { from: 0.2, to: 0.3, n: 4, mean: 0.25, generated: 0.25 },
      { from: 0.3, to: 0.4, n: 0, mean: 0, generated: 0 },
    ],
    fields: { n: field, mean: field, generated: field },
  });
  const plot = one(container, 'svg[role="img"]');
  expect(plot.querySelectorAll('circle')).toHaveLength(1);
  const dot = one(plot, 'circle').getBoundingClientRect();
  const box = plot.getBoundingClientRect();
  expect((dot.left + dot.width / 2 - box.left) / box.width).toBeCloseTo(0.25, 2);
  expect((box.bottom - dot.top - dot.height / 2) / box.height).toBeCloseTo(0.25, 2);
});

/** The boxes of what is shown, by selector. */
const boxes = (root: ParentNode, selector: string) =>
  [...root.querySelectorAll(selector)]
    .map((found) => found.getBoundingClientRect())
    .filter(({ width }) => width > 0);
const isApart = (a: DOMRect, b: DOMRect) =>
  a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
function expectApart(all: DOMRect[]): void {
  for (const [index, box] of all.entries())
    for (const other of all.slice(index + 1)) expect(isApart(box, other)).toBe(true);
}
/** Within a pixel, by which text and strokes are rounded. */
function expectWithin(inner: DOMRect, outer: DOMRect): void {
  expect(inner.left).toBeGreaterThan(outer.left - 1);
  expect(inner.right).toBeLessThan(outer.right + 1);
  expect(inner.top).toBeGreaterThan(outer.top - 1);
  expect(inner.bottom).toBeLessThan(outer.bottom + 1);
}

describe.each([360, 768, 1280, 'print'] as const)('at %s', (width) => {
  beforeEach(async () => {
    await page.viewport(width === 'print' ? 718 : width, 800);
    if (width === 'print') await cdp().send('Emulation.setEmulatedMedia', { media: 'print' });
  });
  afterEach(() => cdp().send('Emulation.setEmulatedMedia', { media: '' }));

  test.each([
    ['in a corner', [0, 0, 0, 0, 0, 0]],
    ['at both ends', [0, 1, 1, 0, 1, 1]],
    ['on an edge', [0, 0.02, 0.04, 0.5, 0.98, 1]],
  ])(
    'arms %s: discs and their tails stay in the frame, off its labels, and clear of each other',
    async (_, values) => {
      const points = values.map((value, index) => ({
        index: index + 1,
        name: `arm ${index + 1}`,
        share: value,
        value: measured(acc, value),
      }));
      const { container } = await render(ArmScatter, { of: { ...agreement, points } });
      const frame = one(container, '.frame').getBoundingClientRect();
      const discs = boxes(container, '.point circle[r="9"]');
      expect(discs).toHaveLength(values.length);
      for (const [index, disc] of discs.entries())
        for (const other of discs.slice(index + 1))
          expect(Math.hypot(disc.x - other.x, disc.y - other.y)).toBeGreaterThanOrEqual(18);
      for (const drawn of boxes(container, '.point circle, .point line')) expectWithin(drawn, frame);
      const plot = one(container, '.plot').getBoundingClientRect();
      const texts = boxes(container, 'text:not(.index)');
      expect(texts.length).toBeGreaterThan(4);
      expectApart([...texts, frame]);
      for (const text of texts) expectWithin(text, plot);
    },
  );

  test('calibration: full bins at both ends stay in the frame, off its labels', async () => {
    const field = { title: 'a title', description: '' };
    const { container } = await render(Calibration, {
      bins: [
        { from: 0, to: 0.1, n: 40, mean: 0, generated: 0 },
        { from: 0.9, to: 1, n: 40, mean: 1, generated: 1 },
      ],
      fields: { n: field, mean: field, generated: field },
    });
    const frame = one(container, '.frame').getBoundingClientRect();
    for (const dot of boxes(container, 'circle')) expectWithin(dot, frame);
    const texts = boxes(container, 'svg text');
    expectApart([...texts, frame]);
    for (const text of texts) expectWithin(text, one(container, '.plot').getBoundingClientRect());
  });

  test('ratings: no label of the axis touches another, and dots, lines and arrows stay in their column', async () => {
    const open = { kind: 'at-least', low: 900 } as const;
    const { container } = await render(RatingPlot, {
      board: board(
        [-612, -300, 0, 4, 250, 1290].map((elo, position) =>
          rating({ position, name: `arm ${position}`, elo, ...(position === 5 && { interval: open }) }),
        ),
      ),
    });
    const labels = boxes(container, '.axis text');
    expect(labels.length).toBeGreaterThan(1);
    expectApart(labels);
    const axis = one(container, '.axis').getBoundingClientRect();
    for (const drawn of [...labels, ...boxes(container, 'li circle, li .whisker, li .end')]) {
      expect(drawn.left).toBeGreaterThan(axis.left - 1);
      expect(drawn.right).toBeLessThan(axis.right + 1);
    }
  });

  test('shares: labels of the axis apart, a share of all votes in its column', async () => {
    const ratings = [rating({ position: 0, name: 'one' }), rating({ position: 1, name: 'two' })];
    const all = { share: 1, bound: 'at-least', exact: { kind: 'at-least', low: 0.9 } } as const;
    const { container } = await render(SharePlot, { board: board(ratings), pairs: [pairShare(all)] });
    const labels = boxes(container, '.axis text');
    expect(labels.length).toBeGreaterThan(2);
    expectApart(labels);
    const axis = one(container, '.axis').getBoundingClientRect();
    for (const drawn of [...labels, ...boxes(container, 'li circle')]) {
      expect(drawn.left).toBeGreaterThan(axis.left - 1);
      expect(drawn.right).toBeLessThan(axis.right + 1);
    }
  });
});
