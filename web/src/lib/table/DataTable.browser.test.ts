import '#lib/ui/tokens.css';
import '#lib/ui/base.css';
import { createRawSnippet, mount, unmount } from 'svelte';
import { afterEach, expect, test } from 'vitest';
import { cdp, page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import type { Column } from './columns.ts';
import DataTable from './DataTable.svelte';
import Headings from './Headings.svelte';

interface Row {
  name: string;
  score: number;
}
const rows: Row[] = [
  { name: 'first', score: 0.5 },
  { name: 'second', score: 0.25 },
];
const name: Column<Row> = { key: 'name', title: 'Arm', heads: true, text: ({ name }) => name };
const score: Column<Row> = {
  key: 'score',
  title: 'Score',
  description: 'Share of votes won.',
  text: ({ score }) => score.toFixed(2),
  align: 'number',
};
/** The table of these rows: `render` does not infer them. */
const Scores = DataTable<Row, Column<Row>>;
const props = { label: 'Scores', columns: [name, score], rows, key: ({ name }: Row) => name };
const texts = (root: ParentNode, selector: string) =>
  [...root.querySelectorAll(selector)].map(({ textContent }) => textContent?.trim());

afterEach(async () => {
  await page.viewport(1280, 800);
  await cdp().send('Emulation.setEmulatedMedia', { media: '' });
});

test('a row of headers, and each row by its name', async () => {
  const { container } = await render(Scores, props);
  expect(texts(container, 'thead th[scope="col"]')).toEqual(['Arm', 'Score']);
  expect(texts(container, 'tbody th[scope="row"]')).toEqual(['first', 'second']);
  expect(texts(container, 'tbody td')).toEqual(['0.50', '0.25']);
});

test('a header says as its tip what the contract says of the field', async () => {
  const { container } = await render(Scores, props);
  const tips = [...container.querySelectorAll<HTMLElement>('thead th')].map(({ title }) => title);
  expect(tips).toEqual(['', 'Share of votes won.']);
});

test('a header may be markup, and the column that is sorted says which way', async () => {
  const header = createRawSnippet<[Column<Row>]>((column) => ({
    render: () => `<a href="?sort=${column().key}">${column().title}</a>`,
  }));
  const columns = [name, { ...score, sorted: 'descending' as const }];
  const { container } = await render(Scores, { ...props, columns, header });
  const [first, second] = container.querySelectorAll('thead th');
  expect(first?.getAttribute('aria-sort')).toBeNull();
  expect(second?.getAttribute('aria-sort')).toBe('descending');
  expect(second?.querySelector('a')?.getAttribute('href')).toBe('?sort=score');
});

test('cells of a column may be markup, which is given the row and the column', async () => {
  const markup = createRawSnippet<[Row, Column<Row>]>((row, column) => ({
    render: () => `<em>${column().title} of ${row().name}</em>`,
  }));
  const { container } = await render(Scores, { ...props, cells: { score: markup } });
  expect(texts(container, 'td em')).toEqual(['Score of first', 'Score of second']);
});

test('neighbouring columns stand under one heading', async () => {
  const grouped = ['a', 'b', 'c'].map((key, index) => ({
    ...score,
    key,
    group: index < 2 ? 'left' : 'right',
  }));
  const columns = [name, ...grouped];
  const above = createRawSnippet(() => ({
    render: () => '<tr></tr>',
    setup: (row) => {
      const headings = mount(Headings, { target: row.parentElement ?? row, anchor: row, props: { columns } });
      row.remove();
      return () => unmount(headings);
    },
  }));
  const { container } = await render(Scores, { ...props, columns, above });
  const headings = [...container.querySelectorAll<HTMLTableCellElement>('th[scope="colgroup"]')];
  expect(headings.map(({ textContent, colSpan }) => [textContent?.trim(), colSpan])).toEqual([
    ['left', 2],
    ['right', 1],
  ]);
});

const wide = Array.from({ length: 30 }, (_, index) => ({
  ...score,
  key: String(index),
  title: `Score ${index}`,
}));

test('a wide table scrolls by itself, by keys too, and on a wide screen the name of a row stays', async () => {
  const { container } = await render(Scores, { ...props, columns: [name, ...wide] });
  const region = container.querySelector<HTMLElement>('[role="region"]');
  const header = container.querySelector('tbody th');
  if (!region || !header) throw new Error('There is no table');
  expect(region.getAttribute('aria-label')).toBe('Scores');
  expect(region.tabIndex).toBe(0);
  expect(region.scrollWidth).toBeGreaterThan(region.clientWidth);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(innerWidth);
  const { left } = header.getBoundingClientRect();
  region.scrollLeft = 200;
  expect(region.scrollLeft).toBe(200);
  expect(header.getBoundingClientRect().left).toBe(left);
});

test('on a narrow screen all of a row scrolls, and the page does not', async () => {
  await page.viewport(360, 700);
  const { container } = await render(Scores, { ...props, columns: [name, ...wide] });
  const region = container.querySelector<HTMLElement>('[role="region"]');
  const header = container.querySelector('tbody th');
  if (!region || !header) throw new Error('There is no table');
  const { left } = header.getBoundingClientRect();
  region.scrollLeft = 100;
  expect(header.getBoundingClientRect().left).toBe(left - 100);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(innerWidth);
});

const print = () => cdp().send('Emulation.setEmulatedMedia', { media: 'print' });
/** The width of a page of A4 between its margins, in CSS pixels. */
const paper = 718;

test('in print headers stand on every page, and rows are not cut', async () => {
  await print();
  const { container } = await render(Scores, props);
  const styleOf = (selector: string) => getComputedStyle(container.querySelector(selector) ?? document.body);
  expect(styleOf('[role="region"]').overflowX).toBe('visible');
  expect(styleOf('thead').display).toBe('table-header-group');
  expect(styleOf('tbody th').position).toBe('static');
  expect(styleOf('tbody tr').breakInside).toBe('avoid');
});

test.each([
  ['ten columns of intervals', 9, 'number', '[0.815, 0.970]'],
  ['thirty columns', 30, 'number', '[0.815, 0.970]'],
  ['a matrix of twenty-four', 24, 'centre', '53% 1234'],
] as const)('in print %s are all on the paper, each with its name', async (_, width, align, text) => {
  await page.viewport(paper, 800);
  await print();
  const columns = [
    { ...name, width: '11rem' },
    ...wide
      .slice(0, width)
      .map((column) => ({ ...column, align, nowrap: true, width: '9rem', text: () => text })),
  ];
  const { container } = await render(Scores, { ...props, columns });
  const cells = [...container.querySelectorAll<HTMLElement>('tbody :is(td, th)')];
  expect(cells).toHaveLength(2 * columns.length);
  for (const cell of cells) {
    const box = cell.getBoundingClientRect();
    expect(box.right).toBeLessThanOrEqual(paper);
    expect(box.width).toBeGreaterThan(10);
    expect(cell.scrollWidth).toBeLessThanOrEqual(Math.ceil(box.width));
  }
  const header = container.querySelector('thead');
  const isHeaded = header !== null && getComputedStyle(header).display !== 'none';
  const named = cells
    .filter(({ tagName }) => tagName === 'TD')
    .map((cell) => getComputedStyle(cell, '::before').content);
  expect(isHeaded || named[0] === '"Score 0"').toBe(true);
  expect(isHeaded || named[width - 1] === `"Score ${width - 1}"`).toBe(true);
});
