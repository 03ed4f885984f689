import { expect, test } from 'vitest';
import { bibtex } from './bibtex.ts';
import { benchmarkLatex, measuredCsv, publishedCsv } from './files.server.ts';
import { pivotBenchmark } from './pivot.ts';
import { dataset, figure, measured, metric, run } from '../testing/benchmark.ts';

const acc = metric('acc', { title: 'Accuracy & co', publishedAs: 'Acc' });
const parsed = metric('parse_ok');
const clue = dataset('fakeclue', { title: 'FakeClue_100%' });
const benchmark = {
  metrics: [acc, parsed],
  slice: { kind: 'all' as const, value: '' },
  slices: { category: [], generator: [] },
  rows: [
    {
      run: run('LEGION', clue),
      values: [measured(acc, 0.5), measured(parsed, 0.75)],
      warnings: [
        { code: 'auroc_below_half' as const, params: { auroc: 0.31 } },
        { code: 'partial_coverage' as const, params: { explanations: 9, images: 10 } },
      ],
    },
  ],
  published: [
    figure('LEGION', 'FakeClue_100%', 0.172, {
      modelSlug: 'legion',
      source: 'A paper, 2026',
      note: 'odd, "very"',
    }),
    figure('NPR', 'FakeClue_100%', 0.55),
  ],
  unscored: 812,
  embargo: { count: 2, withheld: true, studies: [{ slug: 'pilot', title: 'Pilot' }] },
};
const body = (text: string) => text.split('\r\n').filter((line) => line !== '' && !line.startsWith('#'));

test('measured values: a row for each, with its signature and what is still to be scored', () => {
  const text = measuredCsv(benchmark);
  expect(text).toContain('# Explanations still to be scored: 812');
  expect(text).toContain('# 2 runs are withheld while the study “Pilot” is open.');
  const [header, first, second, ...more] = body(text);
  expect(more).toEqual([]);
  expect(header?.split(',').slice(12, 18)).toEqual(['metric', 'signature', 'value', 'low', 'high', 'n']);
  expect(first).toMatch(
    /^fakeclue,legion,LEGION,.*,acc,acc\|variant:default\|v:1,0\.5,0\.4,0\.6,10,"polarity suspect: the AUROC is 0\.310, below 0\.5: the probabilities rank backwards; covers 9 of the dataset’s 10 images; the others count nowhere"$/,
  );
  expect(second).toContain(',parse_ok,parse_ok|variant:default|v:1,0.75,');
  expect(text).not.toContain('0.172');
});

test('published figures are a table of their own', () => {
  expect(body(publishedCsv(benchmark.published))).toEqual([
    'table,model,of,metric,value,note,source',
    'Main,LEGION,FakeClue_100%,Acc,0.172,"odd, ""very""","A paper, 2026"',
    'Main,NPR,FakeClue_100%,Acc,0.55,,A paper',
  ]);
});

test('LaTeX: escaped, one column for each signature, published figures apart and in italics', () => {
  const latex = benchmarkLatex(pivotBenchmark(benchmark, acc, [parsed]), benchmark);
  expect(latex).toContain(String.raw`\multicolumn{3}{c}{FakeClue\_100\%} \\`);
  expect(latex).toContain(String.raw`\begin{tabular}{lrrr}`);
  expect(latex).toContain(String.raw`Model & Accuracy \& co & parse\_ok & as published \\`);
  expect(latex).toContain(
    String.raw`LEGION & 0.500 {\scriptsize [0.400, 0.600]} & 0.750 & \textit{0.172} \\`,
  );
  expect(latex).toContain(String.raw`NPR & -- & -- & \textit{0.550} \\`);
  expect(latex).toContain('% Accuracy & co: acc|variant:default|v:1');
  expect(latex).toContain('% 2 runs are withheld while the study “Pilot” is open.');
  for (const rule of ['toprule', 'midrule', 'bottomrule']) expect(latex).toContain(`\\${rule}`);
});

test('BibTeX: the benchmark, its datasets, and each source once', () => {
  const text = bibtex({
    datasets: [{ slug: 'fakeclue', title: 'FakeClue_100%', origin: 'A {page}', licence: 'MIT' }],
    published: [...benchmark.published, ...benchmark.published],
    url: 'https://arena.example/benchmark?slice=category%3AGAN}',
    on: '2026-11-23',
    signatures: [acc.signature],
    sha256: '3f'.repeat(32),
  });
  expect(text.match(/^@misc\{.*,$/gm)).toEqual([
    '@misc{fakexplain-arena,',
    '@misc{dataset-fakeclue,',
    '@misc{published-1-a-paper-2026,',
    '@misc{published-2-a-paper,',
  ]);
  expect(text).toContain(String.raw`title = {{FakeClue\_100\%}}`);
  expect(text).toContain(String.raw`{\url{https://arena.example/benchmark?slice=category%3AGAN%7D}}`);
  expect(text).toContain(
    String.raw`{Metric acc\textbar{}variant:default\textbar{}v:1. SHA-256 of leaderboard.json: ${'3f'.repeat(32)}. Accessed 2026-11-23}`,
  );
  // BibTeX counts braces: a field ends where they balance.
  let depth = 0;
  for (const [brace] of text.matchAll(/[{}]/g)) {
    depth += brace === '{' ? 1 : -1;
    expect(depth).toBeGreaterThanOrEqual(0);
  }
  expect(depth).toBe(0);
});
