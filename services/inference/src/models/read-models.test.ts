import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readModels, shippedModels } from './read-models.ts';

const manifest = (slug: string, name: string) => `slug: ${slug}
name: ${name}
description: Something.
family: other
task: detect
licence: unknown
origin: unknown
backend: { kind: predictions, how: import them }
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'models-'));
});
afterAll(() => rm(folder, { recursive: true }));

it('refuses what cannot be read and doubles, and keeps the rest', async () => {
  await writeFile(join(folder, 'a.yaml'), manifest('zebra', 'Zebra'));
  await writeFile(join(folder, 'b.yml'), manifest('zebra', 'Another'));
  await writeFile(join(folder, 'c.yaml'), 'slug: [');
  await writeFile(join(folder, 'd.yaml'), manifest('ant', 'Ant'));
  await writeFile(join(folder, 'notes.txt'), 'not a manifest');
  const { models, refused } = await readModels([folder, join(folder, 'not-there')]);
  expect(models.map(({ manifest }) => manifest.name)).toEqual(['Ant', 'Zebra']);
  expect(refused.map(({ file }) => basename(file))).toEqual(['b.yml', 'c.yaml']);
  expect(refused[0]?.problems).toEqual([`slug: zebra is taken by ${join(folder, 'a.yaml')}`]);
});

it('reads every manifest that is shipped', async () => {
  const { models, refused } = await readModels([shippedModels]);
  expect(refused).toEqual([]);
  const slugs = models.map(({ manifest }) => manifest.slug);
  expect(slugs).toEqual(expect.arrayContaining(['fakexplainer-32b', 'legion', 'npr', 'segformer']));
  for (const { file, manifest, text } of models) {
    expect(text).toMatch(/^# yaml-language-server: \$schema=manifest\.schema\.json\n/);
    if (!manifest.demo) expect(basename(file)).toBe(`${manifest.slug}.yaml`);
  }
});
