import type { Database } from '@fakexplain/database';
import type { NewExplanation } from '@fakexplain/database/explanations';
import { answerFormats, type AnswerFormat } from '../formats/known-formats.ts';
import { byNameAlone, namesIn, readCatalogImages } from '../predictions/catalog-images.ts';
import { ImageMatcher, type CatalogImage } from '../predictions/match-images.ts';
import { ImportRefused } from '../rows/refusal.ts';
import { requireFile } from '../rows/require-file.ts';
import { takeRows, type ImportOptions, type ImportSummary, type Taken } from '../rows/take-rows.ts';
import { readExplanation, type Reading } from './explanation-row.ts';
import type { Answer, SaidText } from './formats/answer.ts';
import { readNames } from '../formats/names.ts';
import { answerReaders } from './formats/readers.ts';
import { settleAnnotation } from './formats/settle-annotation.ts';
import { storeBatch } from './store-explanations.ts';

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
}

type Row = NewExplanation & { field: string; found: CatalogImage };

/**
 * Brings a file of another tool into a run. `summary.added` counts by parse status.
 * @throws ImportRefused where nothing can be imported at all
 */
export async function importAnswers(
  db: Database,
  file: string,
  { id: datasetId, slug }: { id: string; slug: string },
  runId: string,
  { format, reading, names, root, annotator, minScore = 0.5 }: AnswersImport,
  options: ImportOptions,
): Promise<{ summary: ImportSummary; notes: string[] }> {
  const read = answerReaders[format];
  if (answerFormats[format] === 'texts' && !(reading.grammar && reading.space)) {
    throw new ImportRefused(
      `${file} holds texts of a model: say with --grammar and --space how they are written and what their boxes count.`,
    );
  }
  if (names !== undefined) await requireFile(names);
  const settings = { names: names === undefined ? undefined : await readNames(names), annotator, minScore };
  const matcher = new ImageMatcher(slug, await readCatalogImages(db, datasetId), root);
  const finder = matcher.among(await namesIn((await read(file, settings)).rows));
  const answers = await read(file, settings);

  const complete = ({ image, field, say }: Answer): Row => {
    const found = finder.find({ image }, field);
    const said = say(found);
    const explanation = said.kind === 'text' ? readText(said, found, reading) : settleAnnotation(said, found);
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
      store: (rows) => storeBatch(db, { datasetId, runId }, rows, ({ parseStatus }) => parseStatus),
    },
    options,
  );
  return {
    summary,
    notes: [...(answers.notes?.() ?? []), ...byNameAlone(finder, root)],
  };
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
