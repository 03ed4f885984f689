import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  arena,
  issueSentences,
  problemTypes,
  roleSchema,
  sentenceTexts,
  typeWords,
  whileOpen,
} from '@fakexplain/contract';
import { done, hints } from '../../services/arena/src/studies/study-life.ts';
import { describedMetrics } from '../../services/metrics/src/metrics/registry.ts';
import { publishedFigures } from '../../services/metrics/src/published/figures.ts';
import { sentencesOf } from './sentences.ts';
import { webFolder } from './sources.ts';

const repository = join(webFolder, '..');

/** Where services say why they refuse. No page asks for rewards; metrics are read as they are put together. */
const refusing = () =>
  globSync('{services/*,packages/service-kit,packages/contract}/src/**/*.ts', { cwd: repository }).filter(
    (file) => !/\.test\.ts$|\/(testing|golden|rewards|metrics\/src\/metrics)\b/.test(file),
  );

/** Sentences of services that pages show, in English: titles and definitions of metrics, notes, and why a request was refused. */
export function readServed(): string[] {
  const texts = new Set<string>(sentenceTexts);
  for (const { title, definition } of describedMetrics) texts.add(title).add(definition);
  for (const { table, note } of publishedFigures()) {
    texts.add(table);
    if (note !== null) texts.add(note);
  }
  for (const { title } of Object.values(problemTypes)) texts.add(title);
  for (const word of [...roleSchema.options, ...arena.studySchema.shape.status.options]) texts.add(word);
  for (const words of [done, ...Object.values(hints), issueSentences, typeWords])
    for (const said of Object.values(words)) texts.add(said);
  texts.add(whileOpen([{ title: '{0}' }]));
  texts.add(whileOpen([{ title: '' }, { title: '' }]).replace(/“.*”/, '{0}'));
  for (const file of refusing())
    for (const text of sentencesOf(readFileSync(join(repository, file), 'utf8'))) texts.add(text);
  return [...texts].toSorted();
}
