import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { fieldName } from '../../rows/check-row.ts';
import { readLines } from '../../rows/read-lines.ts';
import { ImportRefused, RowRefused } from '../../rows/refusal.ts';
import type { Taken } from '../../rows/take-rows.ts';
import { fileName } from '../match-images.ts';
import type { Prediction, Predictions, Said } from '../prediction.ts';
import { readMask, regionsOfMask, type MaskSettings, type MaskFrame } from '../read-mask.ts';

export interface ScoredMasksSettings extends MaskSettings {
  /** Probabilities of `generated` above this give the verdict `generated`. */
  verdictThreshold: number;
  /** How the picture lies in a mask of the network's size, which no file says; without it, only masks of its own size are read. */
  frame?: MaskFrame | undefined;
}

interface Layout {
  /** For messages. */
  writer: string;
  masks: string;
  scores: (
    folder: string,
  ) => Promise<{ file: string; scores: Map<string, number>; place: (name: string) => Place }>;
}
type Place = Taken<Prediction>['place'];

const scoresSchema = z.record(z.string(), z.number());

/** IMDLBenCo: `pred_label_combined.json`, `{file name: score}`, and `pred/<stem>.png`, 255 times the probability. */
const imdlBenCo: Layout = {
  writer: 'IMDLBenCo',
  masks: 'pred',
  async scores(folder) {
    const names = (await readdir(folder)).filter((name) => /^pred_label.*\.json$/.test(name)).toSorted();
    const name = names.find((name) => name === 'pred_label_combined.json') ?? names[0];
    if (name === undefined) throw new ImportRefused(`${folder} has no pred_label_combined.json.`);
    const file = join(folder, name);
    const parsed = scoresSchema.safeParse(JSON.parse(await readFile(file, 'utf8')));
    if (!parsed.success) {
      const [issue] = parsed.error.issues;
      throw new ImportRefused(`${file} is not {"name": score}: ${fieldName(issue?.path ?? [])}.`);
    }
    return {
      file,
      scores: new Map(Object.entries(parsed.data)),
      place: (name) => ({ file, field: name }),
    };
  },
};

/** The form of the IJCAI DDL challenge, as Loupe writes it: `predictions.txt`, a line `name.png,0.9876` each, and `masks/`. */
const ddl: Layout = {
  writer: 'DDL',
  masks: 'masks',
  async scores(folder) {
    const file = join(folder, 'predictions.txt');
    const scores = new Map<string, number>();
    const lines = new Map<string, number>();
    try {
      for await (const { number, text } of readLines(createReadStream(file))) {
        if (text instanceof RowRefused) throw new ImportRefused(`${file}:${number}: ${text.message}.`);
        const comma = text.lastIndexOf(',');
        const name = text.slice(0, comma).trim();
        if (comma < 1) throw new ImportRefused(`${file}:${number}: the line is not "name.png,score".`);
        if (scores.has(name)) throw new ImportRefused(`${file}:${number}: ${name} stands there twice.`);
        scores.set(name, text.slice(comma + 1).trim() === '' ? NaN : Number(text.slice(comma + 1)));
        lines.set(name, number);
      }
    } catch (error) {
      if (error instanceof ImportRefused) throw error;
      throw new ImportRefused(`${folder} has no predictions.txt that can be read.`);
    }
    return { file, scores, place: (name) => ({ file, line: lines.get(name) }) };
  },
};

const layouts = { imdlbenco: imdlBenCo, ddl };
export type ScoredMasksLayout = keyof typeof layouts;

/**
 * A folder with a score for each image and, where there are any, masks. Scores are joined by the whole file name, masks by its
 * stem: where two images share a stem, one mask has overwritten the other, and both are refused.
 * @throws ImportRefused where the scores are not there
 */
export async function readScoredMasks(
  folder: string,
  layout: ScoredMasksLayout,
  settings: ScoredMasksSettings,
): Promise<Predictions> {
  const { masks: below, scores: readScores, writer } = layouts[layout];
  const { scores, place } = await readScores(folder);
  const names = await readdir(join(folder, below)).catch(() => []);
  const masks = new Map(names.map((name) => [stemOf(name), join(folder, below, name)]));
  const stems = Map.groupBy(scores.keys(), stemOf);
  return {
    total: scores.size,
    rows: [...scores].map(([name, score], index) => ({
      place: place(name),
      done: index + 1,
      prepare: async () => {
        const shared = (stems.get(stemOf(name)) ?? []).filter((other) => other !== name);
        const mask = masks.get(stemOf(name));
        if (mask !== undefined && shared.length > 0) {
          throw new RowRefused('', `${name} and ${shared.join(', ')} share one mask, ${fileName(mask)}`);
        }
        return asPrediction(name, score, masks.size > 0 ? { file: mask, writer } : undefined, settings);
      },
    })),
  };
}

function asPrediction(
  name: string,
  score: number,
  mask: { file: string | undefined; writer: string } | undefined,
  { verdictThreshold, frame, ...settings }: ScoredMasksSettings,
): Prediction {
  if (!(score >= 0 && score <= 1))
    throw new RowRefused('', `the score of ${name}, ${score}, is not a probability, 0 to 1`);
  const verdict = score > verdictThreshold ? 'generated' : 'real';
  const explain: Prediction['explain'] = async (image): Promise<Said> => {
    if (!mask) return { verdict, probability: score };
    if (mask.file === undefined) {
      const message = `${mask.writer} wrote no mask of ${name}`;
      return { verdict, probability: score, problems: [{ code: 'missing_mask', message }] };
    }
    const { runs, problems } = await readMask(mask.file, image, settings, '', frame);
    return { verdict, probability: score, regions: regionsOfMask(runs, ''), problems };
  };
  return { image: name, field: '', explain };
}

const stemOf = (name: string) => name.slice(0, name.length - extname(name).length);
