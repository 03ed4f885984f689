import type { arena } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import RaterReports from './RaterReports.svelte';
import { usualQuery } from './report-query.ts';

const reportOf = (rater: string): arena.RaterReport => ({
  rater,
  cohort: 'open',
  consentedAt: '2026-01-01T00:00:00Z',
  answers: 3,
  votes: 3,
  left: 2,
  right: 1,
  repeats: { k: 0, n: 0 },
  checks: { k: 1, n: 1 },
  medianMs: 4_000,
  medianOfBrowserMs: null,
  flags: [],
  exclusion: null,
});
const word = { title: 'Title', description: 'What it is.' };
const words = {
  rater: word,
  answers: word,
  left: word,
  checks: word,
  repeats: word,
  medianMs: word,
  flags: word,
  exclusion: word,
};

test('an exclusion that was refused comes back open, with what was typed and why, at its own rater', async () => {
  const raters = ['aaaaaaaa-1', 'bbbbbbbb-2'].map(reportOf);
  const { container } = await render(RaterReports, {
    maintains: true,
    raters,
    total: 2,
    pages: 1,
    query: usualQuery,
    sentinels: [],
    words,
    typed: { rater: 'bbbbbbbb-2', reason: ' ' },
    errors: [{ path: 'reason', message: 'say why' }],
  });
  expect([...container.querySelectorAll('details')].map(({ open }) => open)).toEqual([false, true]);
  const reason = page.getByRole('textbox', { name: 'Reason, for everyone to read' });
  await expect.element(reason).toHaveValue(' ');
  await expect.element(reason).toHaveAccessibleDescription('say why.');
});
