import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { addVotes } from '@fakexplain/fixtures/votes';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { addFolderFixture } from '../services/metrics/src/testing/folder-fixture.ts';
import { useMetrics } from '../services/metrics/src/testing/use-metrics.ts';
import { exportPairs } from '../services/metrics/src/training-pairs/export-pairs.ts';
import { lackOf, python } from './harness/python.ts';

const noTrl = await lackOf('trl>=1', 'transformers', 'datasets', 'pyarrow', 'PIL');
const noSwift = await lackOf('swift', 'torch', 'datasets');
const suite = useMetrics();

let folder: string;
beforeAll(async () => {
  folder = join(await mkdtemp(join(tmpdir(), 'fakexplain-pairs-')), 'pairs');
  const { study, blobs } = await addFolderFixture(suite().owner);
  await addVotes(suite().owner, study, [
    { image: 0, left: 0, right: 1, choices: ['left'] },
    { image: 2, left: 0, right: 1, choices: ['right'] },
  ]);
  await exportPairs(
    { sql: suite().sql, blobs },
    {
      study: 'pilot',
      out: folder,
      prompt: 'Real?',
      grammar: 'qwen2.5-vl',
      space: 'qwen-smart-resized',
      trainShare: 1,
      seed: 1,
      leastAgreement: 0,
      otherStudies: 'hold-out',
    },
  );
});
afterAll(() => rm(join(folder, '..'), { recursive: true }));

const lineSchema = z.object({
  messages: z.tuple([z.object({ content: z.string() }), z.object({ content: z.string() })]),
  rejected_response: z.string().optional(),
  label: z.boolean().optional(),
});
const linesOf = async (kind: string) =>
  (await readFile(join(folder, 'ms-swift', `${kind}-train.jsonl`), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => lineSchema.parse(JSON.parse(line)));

async function read(trainer: string, kind: string): Promise<unknown> {
  const args = [join(import.meta.dirname, 'harness/read_pairs.py'), trainer, folder, kind, 'train'];
  const { stdout } = await promisify(execFile)(python, args);
  return JSON.parse(stdout.trimEnd().split('\n').at(-1) ?? '');
}

test.for(['dpo', 'kto'])(
  `TRL takes the rows for %s as its collators do${noTrl}`,
  { skip: noTrl !== '' },
  async (kind) => {
    const lines = await linesOf(kind);
    expect(lines).toHaveLength(kind === 'dpo' ? 2 : 4);
    const said = (text: string | undefined) => [['assistant', text]];
    expect(await read('trl', kind)).toEqual(
      lines.map(({ messages: [, answer], rejected_response: rejected, label = null }) => ({
        prompt: [['user', 'image', 'Real?']],
        size: [56, 56],
        label,
        ...(kind === 'dpo'
          ? { chosen: said(answer.content), rejected: said(rejected) }
          : { completion: said(answer.content) }),
      })),
    );
  },
);

test.for(['dpo', 'kto'])(
  `ms-swift takes the rows for %s${noSwift}`,
  { skip: noSwift !== '' },
  async (kind) => {
    expect(await read('swift', kind)).toEqual(
      (await linesOf(kind)).map(
        ({ messages: [, answer], rejected_response: rejected = null, label = null }) => ({
          messages: [
            ['user', '<image>Real?'],
            ['assistant', answer.content],
          ],
          there: [true],
          label,
          rejected,
        }),
      ),
    );
  },
);
