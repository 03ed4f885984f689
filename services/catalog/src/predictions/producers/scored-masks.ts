import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { whyNotJson, withoutNaN } from '../../rows/json-text.ts';
import { readLines } from '../../rows/read-lines.ts';
import { ImportRefused, RowRefused } from '../../rows/refusal.ts';
import type { Place } from '../../rows/take-rows.ts';
import { fileName } from '../match-images.ts';
import type { Prediction, Predictions, Said } from '../prediction.ts';
import { readMask, regionsOfMask, type MaskSettings, type MaskFrame } from '../read-mask.ts';

export interface ScoredMasksSettings extends MaskSettings {
  /** Probabilities of `generated` above this give the verdict `generated`. */
  verdictThreshold: number;
  /** How the picture lies in a mask of the network's size, which no file says; without it, only masks of its own size are read. */
  frame?: MaskFrame | undefined;
}

/** The score of an image, as far as it is one. */
interface Scored {
  place: Place;
  name: string;
  score: unknown;
}

interface Layout {
  /** For messages. */
  writer: string;
  masks: string;
  /** @returns each score, or why it cannot be read */
  scores: (folder: string) => Promise<(Scored | { place: Place; refused: RowRefused })[]>;
}

/** IMDLBenCo: `pred_label_combined.json`, `{file name: score}`, and `pred/<stem>.png`, 255 times the probability. */
const imdlBenCo: Layout = {
  writer: 'IMDLBenCo',
  masks: 'pred',
  async scores(folder) {
    const names = (await readdir(folder)).filter((name) => /^pred_label.*\.json$/.test(name)).toSorted();
    const name = names.find((name) => name === 'pred_label_combined.json') ?? names[0];
    if (name === undefined) throw new ImportRefused(`${folder} has no pred_label_combined.json.`);
    const file = join(folder, name);
    return Object.entries(await readObject(file)).map(([name, score]) => ({
      place: { file, field: name },
      name,
      score,
    }));
  },
};

/** Scores that are no numbers are written as NaN by Python, and come out as null. */
async function readObject(file: string): Promise<Record<string, unknown>> {
  const text = (await readFile(file, 'utf8')).replace(/^\uFEFF/, '');
  let json: unknown;
  try {
    json = JSON.parse(withoutNaN(text));
  } catch (error) {
    throw new ImportRefused(`${file} cannot be read as JSON: ${whyNotJson(text, error)}.`);
  }
  const parsed = z.record(z.string(), z.unknown()).safeParse(json);
  if (parsed.success) return parsed.data;
  throw new ImportRefused(`${file} is not {"name": score}.`);
}

/** The form of the IJCAI DDL challenge, as Loupe writes it: `predictions.txt`, a line `name.png,0.9876` each, and `masks/`. */
const ddl: Layout = {
  writer: 'DDL',
  masks: 'masks',
  async scores(folder) {
    const file = join(folder, 'predictions.txt');
    const found = await stat(file).catch(() => undefined);
    if (!found?.isFile()) throw new ImportRefused(`${folder} has no predictions.txt that can be read.`);
    const lines = new Map<string, number>();
    const rows = [];
    for await (const { number: line, text } of readLines(createReadStream(file))) {
      const place = { file, line };
      const refuse = (reason: string) => rows.push({ place, refused: new RowRefused('', reason) });
      if (text instanceof RowRefused) {
        rows.push({ place, refused: text });
        continue;
      }
      const comma = text.lastIndexOf(',');
      const name = text
        .slice(0, Math.max(0, comma))
        .replace(/^\uFEFF/, '')
        .trim();
      const before = lines.get(name);
      if (name === '') refuse('the line is not "name.png,score"');
      else if (before !== undefined) refuse(`${name} stands on line ${before} already`);
      else {
        lines.set(name, line);
        const written = text.slice(comma + 1).trim();
        rows.push({ place, name, score: /\d/.test(written) ? Number(written) : written });
      }
    }
    return rows;
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
  const scores = await readScores(folder);
  const names = await readdir(join(folder, below)).catch(() => []);
  const masks = new Map(names.map((name) => [stemOf(name), join(folder, below, name)]));
  const stems = Map.groupBy(
    scores.flatMap((row) => ('name' in row ? row.name : [])),
    stemOf,
  );
  return {
    total: scores.length,
    rows: scores.map((row, index) => ({
      place: row.place,
      done: index + 1,
      prepare: async () => {
        if ('refused' in row) throw row.refused;
        const { name, score } = row;
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
  score: unknown,
  mask: { file: string | undefined; writer: string } | undefined,
  { verdictThreshold, frame, ...settings }: ScoredMasksSettings,
): Prediction {
  if (!(typeof score === 'number' && score >= 0 && score <= 1)) {
    const written = score === null ? 'NaN or nothing' : String(score || 'nothing');
    throw new RowRefused('', `the score of ${name}, ${written}, is not a probability, 0 to 1`);
  }
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
