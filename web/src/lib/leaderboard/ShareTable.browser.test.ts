import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import { afterEach, expect, test } from 'vitest';
import { cdp, page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { pairShare } from '#lib/testing/leaderboard.ts';
import { pairColumns } from './columns.ts';
import ShareTable from './ShareTable.svelte';

/** Titles as the fields are called: the contract itself is not loaded into a browser. */
const fields = Object.fromEntries(
  Object.keys(pairShare({})).map((key) => [key, { title: key, description: '' }]),
);
const columns = pairColumns(fields as Parameters<typeof pairColumns>[0]);
const bounded = pairShare({
  share: 1,
  bound: 'at-least',
  exact: { kind: 'at-least', low: 0.97 },
  clustered: { kind: 'at-least', low: 0.91 },
  clusteredP: 0.0004,
});
const pairs = [{ ...bounded, nameA: 'FakeXplainer (run #2)', nameB: 'A model with a long name' }];

afterEach(async () => {
  await page.viewport(1280, 800);
  await cdp().send('Emulation.setEmulatedMedia', { media: '' });
});

test('what is clustered stands before what takes votes as independent, and bounds a share of all votes', async () => {
  const { container } = await render(ShareTable, { columns, pairs });
  const titles = [...container.querySelectorAll('thead th')].map(({ textContent }) => textContent.trim());
  const order = ['share', 'clustered', 'anytime', 'clusteredP', 'equivalent', 'exact', 'exactP', 'wilson'];
  expect(titles.filter((title) => order.includes(title))).toEqual(order);
  expect(container.querySelectorAll('tbody td')[0]?.textContent.trim()).toBe('at least 91.0%');
});

test('on paper no column is lost', async () => {
  await page.viewport(718, 800);
  await cdp().send('Emulation.setEmulatedMedia', { media: 'print' });
  const { container } = await render(ShareTable, { columns, pairs });
  const cells = [...container.querySelectorAll<HTMLElement>('tbody td')];
  expect(cells.length).toBeGreaterThan(15);
  for (const cell of cells) {
    const { left, right, width } = cell.getBoundingClientRect();
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(718);
    expect(width).toBeGreaterThan(0);
    expect(getComputedStyle(cell, '::before').content).toMatch(/^"\w/);
  }
});
