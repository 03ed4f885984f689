import type { Database } from '@fakexplain/database';
import type { NewExplanation } from '@fakexplain/database/explanations';
import { answerFormats, type AnswerFormat } from '../formats/known-formats.ts';
import { byNameAlone, namesIn, readCatalogImages } from '../predictions/catalog-images.ts';
import { ImageMatcher, type CatalogImage } from '../predictions/match-images.ts';
import type { LabelNames } from '../loaders/folder-labels.ts';
import { ImportRefused } from '../rows/refusal.ts';
import { requireFile } from '../rows/require-file.ts';
import {
  takeRows,
  type ImportOptions,
  type ImportSummary,
  type Stored,
  type Taken,
} from '../rows/take-rows.ts';
import { readExplanation, type Reading } from './explanation-row.ts';
import type { Answer, SaidText } from './formats/answer.ts';
import { readCategories, readNames } from '../formats/names.ts';
import { answerReaders } from './formats/readers.ts';
import { labelHint, settleAnnotation } from './formats/settle-annotation.ts';

export interface AnswersImport {
  format: AnswerFormat;
  /** How texts are read; annotations need nothing of it. */
  reading: Reading;
  /** File that names images by the ids of this one; see `readNames`. */
  names?: string | undefined;
  /** What to take off the front of the paths that the file gives. */
  root?: string | undefined;
  annotator?: string | undefined;
  minScore?: number | undefined;
  /** What words of annotators mean that are no verdict by themselves, in lower case. */
  labels?: LabelNames | undefined;
}

type Row = NewExplanation & { field: string; found: CatalogImage };

/**
 * Brings a file of another tool into a run. `summary.added` counts by parse status.
 * @param store puts rows into the run
 * @throws ImportRefused where nothing can be imported at all
 */
export async function importAnswers(
  db: Database,
  file: string,
  { id: datasetId, slug }: { id: string; slug: string },
  store: (rows: NewExplanation[]) => Promise<Stored[]>,
  { format, reading, names, root, annotator, minScore = 0.5, labels = new Map() }: AnswersImport,
  options: ImportOptions,
): Promise<{ summary: ImportSummary; notes: string[] }> {
  const read = answerReaders[format];
  if (answerFormats[format] === 'texts' && !(reading.grammar && reading.space)) {
    throw new ImportRefused(
      `${file} holds texts of a model: say with --grammar and --space how they are written and what their boxes count.`,
    );
  }
  if (names !== undefined) await requireFile(names);
  const settings = {
    names: names === undefined ? undefined : await readNames(names),
    categories: names === undefined ? new Map<string, string>() : await readCategories(names),
    annotator,
    minScore,
    labels,
  };
  const matcher = new ImageMatcher(slug, await readCatalogImages(db, datasetId), root);
  const finder = matcher.among(await namesIn((await read(file, settings)).rows));
  const answers = await read(file, settings);

  const unread = new Map<string, number>();
  const onUnread = (word: string) => unread.set(word, (unread.get(word) ?? 0) + 1);

  const complete = ({ image, field, say }: Answer): Row => {
    const found = finder.find({ image }, field);
    const said = say(found);
    const explanation =
      said.kind === 'text'
        ? readText(said, found, reading)
        : settleAnnotation(said, found, { labels, onUnread });
    return { ...explanation, imageSha256: found.sha256, field, found };
  };
  async function* completed(): AsyncGenerator<Taken<Row>> {
    for await (const { prepare, ...row } of answers.rows) {
      yield { ...row, prepare: async () => complete(await prepare()) };
    }
  }
  const summary = await takeRows(
    {
      rows: completed(),
      total: answers.total,
      identity: ({ imageSha256, field }) => ({ key: imageSha256, field }),
      understand: ({ found: { path, label }, ...explanation }) => ({ image: path, label, explanation }),
      store,
    },
    options,
  );
  return {
    summary,
    notes: [...(answers.notes?.() ?? []), ...unreadWords(unread), ...byNameAlone(finder, root)],
  };
}

/** Words that may be verdicts and are not read, the most frequent ones, with what to do. */
function unreadWords(counts: ReadonlyMap<string, number>): string[] {
  if (counts.size === 0) return [];
  const words = [...counts].toSorted(([, a], [, b]) => b - a).map(([word]) => word);
  const some = words.slice(0, 5).map((word) => `“${word}” (${counts.get(word)})`);
  const more = words.length > 5 ? ', …' : '';
  return [`Words that say no verdict that is read: ${some.join(', ')}${more}; ${labelHint(words)}`];
}

/** A text as `readExplanation` reads it; one that broke off is at best partly read. */
function readText({ text, truncated = false }: SaidText, image: CatalogImage, reading: Reading) {
  const read = readExplanation({ text }, image, reading);
  if (!truncated) return read;
  const problem = { code: 'truncated', message: 'the answer broke off at the limit of tokens' };
  return {
    ...read,
    parseStatus: read.parseStatus === 'ok' ? ('partial' as const) : read.parseStatus,
    parseProblems: [...read.parseProblems, problem],
  };
}
