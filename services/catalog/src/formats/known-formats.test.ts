import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { knownFormats, recognise, type KnownFormat } from './known-formats.ts';
import type { FileSample } from './sample-file.ts';

test('the page of formats has every one, with the command that reads it or why none does', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/formats.md'), 'utf8');
  const rows = page.split('\n').filter((line) => line.startsWith('| ') && !line.startsWith('| a file that'));
  expect(rows).toEqual(
    knownFormats.map(({ title, command, instead }: KnownFormat) => {
      const cell = command === undefined ? `refused: ${instead}` : `\`import ${command}\``;
      return `| ${title} | ${cell} |`;
    }),
  );
});

const line = (value: unknown): FileSample => ({ kind: 'json', form: 'lines', value });
const table = (...columns: string[]): FileSample => ({ kind: 'table', separator: ',', columns });

test.each<[FileSample, string | undefined]>([
  [line({ messages: [], images: ['a'], objects: {} }), 'fakexplained'],
  [line({ response: 'x', messages: [], images: [] }), 'ms-swift'],
  [line({ image: 'a', outputs: 'x' }), 'fakeshield'],
  [line({ source: { slug: 'x' } }), 'explanations'],
  [line({ sha256: 'a', explanation: {} }), 'explanations'],
  [line([{ id: 'a.png', caption: 'This is a fake image.' }]), 'fakevlm'],
  [line([{ image: 'a', label: 0, conversations: [] }]), 'fakeclue'],
  [line({ 'a.png': 0.5 }), 'imdlbenco'],
  [line({ results: {}, 'n-samples': {} }), 'lmms-eval-results'],
  [table('id', 'modality', 'label', 'prob_npr'), 'deepsafe'],
  [table('path', 'label', 'pred'), 'mllm-defake'],
  [table('path', 'label'), 'manifest'],
  [table('image', 'score'), 'scores'],
  [table('name.png', '0.9876'), 'ddl'],
  [{ kind: 'parquet' }, 'parquet'],
  [{ kind: 'pickle' }, 'pickle'],
  [{ kind: 'zip', names: 'PK a.png' }, 'zip'],
  [{ kind: 'utf-16' }, 'utf-16'],
  [{ kind: 'xml', root: 'annotation' }, 'voc'],
  [{ kind: 'xml', root: 'html' }, 'html'],
  [{ kind: 'xml', root: 'svg' }, undefined],
  [line({ path: 'a', label: 'real' }), undefined],
  [line([]), undefined],
  [line(null), undefined],
  [table('a', 'b'), undefined],
  [{ kind: 'unknown' }, undefined],
])('%j is recognised as %s', (sample, name) => {
  expect(recognise(sample)?.name).toBe(name);
});
