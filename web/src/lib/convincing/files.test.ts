import type { metrics } from '@fakexplain/contract';
import { expect, test } from 'vitest';
import { convincingCsv, convincingJson } from './files.server.ts';

const report: metrics.ConvincingReport = {
  study: { slug: 'pilot', title: 'A study', demo: true },
  rows: [
    {
      position: 1,
      name: 'LEGION, v1',
      source: 'legion',
      fault: 'wrong_verdict',
      k: 3,
      n: 4,
      share: 0.75,
      raters: 2,
      images: 3,
      clustered: { kind: 'undetermined', reason: 'one rater' },
      exact: { kind: 'two-sided', low: 0.19, high: 0.99 },
    },
  ],
  threshold: 0.2,
  signature: 'iou_union|v:1',
  votes: 12,
  sequence: 14,
  exclusions: 'apply',
};

test('a file has a row for each share, says what it is of, and defines its columns', () => {
  const lines = convincingCsv(report).trimEnd().split('\r\n');
  const [header, ...rows] = lines.filter((line) => !line.startsWith('#'));
  expect(header).toBe(
    'arm,source,fault,share,clustered_kind,clustered_low,clustered_high,k,n,raters,images,exact_kind,exact_low,exact_high',
  );
  expect(rows).toEqual(['"LEGION, v1",legion,wrong_verdict,0.75,undetermined,,,3,4,2,3,two-sided,0.19,0.99']);
  const comments = lines.filter((line) => line.startsWith('#')).join('\n');
  expect(comments).toMatch(/demo data/);
  expect(comments).toMatch(/As of vote 12 \(sequence 14\); votes of excluded raters: left out/);
  expect(comments).toMatch(/below an IoU of 0.2: iou_union\|v:1/);
  expect(comments).toMatch(/fault = What was wrong/);
  expect(JSON.parse(convincingJson(report))).toMatchObject({
    ...report,
    definitions: expect.arrayContaining([{ term: 'What was wrong', text: expect.any(String) }]),
  });
});
