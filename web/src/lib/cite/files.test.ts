import { plugins } from '@citation-js/core';
import '@citation-js/plugin-bibtex';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { bibtexOf, citationName, cslOf, type Cited } from './files.server.ts';

const stamp = {
  votes: 470,
  sequence: 512,
  past: true,
  until: null,
  ledger: { position: 530, hash: '3f'.repeat(32) },
};
const cited: Cited = {
  study: { slug: 'pilot', title: 'Which 100% & {why}_1: “A” or B?', version: 2, demo: true },
  url: 'https://arena.example/studies/pilot?slice=category%3AGAN&at=v1',
  stamp,
  snapshot: 'v1',
  parts: ['category = GAN', 'without excluded raters'],
  issued: '2026-11-23',
  accessed: '2026-11-30',
};

/** What other software reads in the text, as CSL: the only entry, and nothing beside it. */
const parsedSchema = z.array(z.record(z.string(), z.unknown())).length(1);
const readBibtex = (text: string, type: '@bibtex/text' | '@biblatex/text') =>
  parsedSchema.parse(
    plugins.input.chain(text, {
      forceType: type,
      generateGraph: false,
      strict: true,
      maxChainLength: 10,
      target: '@csl/list+object',
    }),
  )[0] ?? {};

/** Fields of CSL-JSON that are used here, by the types that its schema (csl-data.json, 1.0.2) gives them; no other is allowed. */
const datePartsSchema = z.strictObject({
  'date-parts': z.array(z.tuple([z.int(), z.int().min(1).max(12), z.int().min(1).max(31)])).length(1),
});
const cslSchema = z
  .array(
    z.strictObject({
      id: z.string().min(1),
      type: z.literal('dataset'),
      title: z.string(),
      publisher: z.string(),
      version: z.string(),
      URL: z.url(),
      note: z.string(),
      issued: datePartsSchema.optional(),
      accessed: datePartsSchema,
    }),
  )
  .length(1);
const readCsl = (text: string) => cslSchema.parse(JSON.parse(text))[0];

test('both files say what is cited, as of what, and by which head it can be checked', () => {
  const csl = readCsl(cslOf(cited));
  expect(csl).toEqual({
    id: 'fakexplain-pilot-v1',
    type: 'dataset',
    title: 'Which 100% & {why}_1: “A” or B?',
    publisher: 'FakeXplain Arena',
    version: '2, v1',
    URL: 'https://arena.example/studies/pilot?slice=category%3AGAN&at=v1',
    note: `Preference study on FakeXplain Arena, of demo data, version 2; category = GAN; without excluded raters; snapshot v1, as of vote 470 (sequence 512); ledger of 530 entries with the head ${'3f'.repeat(32)}.`,
    issued: { 'date-parts': [[2026, 11, 23]] },
    accessed: { 'date-parts': [[2026, 11, 30]] },
  });
  const inBoth = {
    id: csl?.id,
    title: csl?.title,
    URL: csl?.URL,
    note: `${csl?.note} Accessed 2026-11-30`,
  };
  expect(readBibtex(bibtexOf(cited), '@biblatex/text')).toMatchObject({
    ...inBoth,
    version: csl?.version,
    issued: csl?.issued,
  });
  // BibTeX itself knows the year alone, and no version, which the note has.
  expect(readBibtex(bibtexOf(cited), '@bibtex/text')).toMatchObject({
    ...inBoth,
    issued: { 'date-parts': [[2026]] },
  });
  expect(citationName(cited)).toBe('fakexplain-pilot-v1');
});

test('what is not known is not said', () => {
  const study = { ...cited, snapshot: null, issued: null, parts: [] };
  const unnamed = readCsl(cslOf(study));
  expect(unnamed).toMatchObject({ id: 'fakexplain-pilot-vote-512', version: '2, as of vote 470' });
  expect(unnamed).not.toHaveProperty('issued');
  expect(readBibtex(bibtexOf(study), '@biblatex/text')).not.toHaveProperty('issued');
  const hidden = { ...study, stamp: null };
  expect(readCsl(cslOf(hidden))).toMatchObject({
    id: 'fakexplain-pilot',
    version: '2',
    note: 'Preference study on FakeXplain Arena, of demo data, version 2.',
  });
  const unsealed = { ...study, stamp: { ...stamp, ledger: { position: 0, hash: '0'.repeat(64) } } };
  expect(bibtexOf(unsealed)).not.toMatch(/ledger|0000/);
});

const title = fc.string({ unit: fc.constantFrom(...'\\{}$&#%_^~<>|" @,=a1éß红'), minLength: 1 });
test('whatever a title holds, other software reads one entry, with that title', () => {
  fc.assert(
    fc.property(title, (text) => {
      const of = { ...cited, study: { ...cited.study, title: text } };
      expect(readCsl(cslOf(of))?.title).toBe(text);
      const read = readBibtex(bibtexOf(of), '@biblatex/text');
      expect(read).toMatchObject({ id: 'fakexplain-pilot-v1', version: '2, v1' });
      expect(read['title']).toBe(text);
    }),
  );
});
