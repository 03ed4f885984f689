import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Verdict } from '@fakexplain/explanation';
import { z } from 'zod';
import { checkRow, parseJson } from '../../rows/check-row.ts';
import { RowRefused } from '../../rows/refusal.ts';
import type { CatalogImage } from '../match-images.ts';
import type { Prediction, Predictions, Said } from '../prediction.ts';
import type { PredictionProblem } from '../problems.ts';
import { type MaskSettings, readMask, regionsOfMask } from '../read-mask.ts';

export interface LegionSettings extends MaskSettings {
  /** LEGION's program for location and explanation gives no verdicts: they come from elsewhere, or not at all. */
  verdictOf: (image: CatalogImage) => Verdict | null;
}

const explanationSchema = z.record(z.string(), z.string());

/**
 * The output folder of LEGION's `scripts/loc_exp/infer.py`: for each image a folder of its file name, ending included,
 * with `explanation.json` = `{image path: caption}` and `mask.png` (0 or 255, all regions in one).
 */
export async function readLegion(folder: string, settings: LegionSettings): Promise<Predictions> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).toSorted();
  return {
    total: names.length,
    rows: names.map((name, index) => ({
      place: { file: join(folder, name) },
      done: index + 1,
      prepare: () => readOne(join(folder, name), settings),
    })),
  };
}

async function readOne(folder: string, { verdictOf, ...mask }: LegionSettings): Promise<Prediction> {
  const name = basename(folder);
  const [said, hasMask] = await Promise.all([
    readExplanation(join(folder, 'explanation.json')),
    isThere(join(folder, 'mask.png')),
  ]);
  if (!said && !hasMask) throw new RowRefused('', 'the folder has neither explanation.json nor mask.png');
  if (said && basename(said.image.replaceAll('\\', '/')) !== name) {
    throw new RowRefused('explanation.json', `it is of ${said.image}, the folder of ${name}`);
  }
  const explain = async (image: CatalogImage): Promise<Said> => {
    const problems: PredictionProblem[] = [];
    if (!said) problems.push({ code: 'missing_text', message: 'there is no explanation.json' });
    const verdict = verdictOf(image);
    if (verdict === null) {
      const message = 'LEGION’s program for location and explanation gives no verdict';
      problems.push({ code: 'verdict_not_given', message });
    }
    const raw = said?.caption;
    const text = raw === undefined ? '' : withoutMarkers(raw);
    if (!hasMask) {
      problems.push({ code: 'missing_mask', message: 'there is no mask.png' });
      return { verdict, reasoning: text, raw, problems };
    }
    const read = await readMask(join(folder, 'mask.png'), image, mask, 'mask.png');
    const regions = regionsOfMask(read.runs, text);
    const reasoning = regions.length > 0 ? '' : text;
    return { verdict, reasoning, regions, raw, problems: [...problems, ...read.problems] };
  };
  return { image: said?.image ?? name, field: said ? 'explanation.json' : '', explain };
}

async function readExplanation(file: string): Promise<{ image: string; caption: string } | undefined> {
  if (!(await isThere(file))) return undefined;
  const entries = Object.entries(checkRow(explanationSchema, parseJson(await readFile(file, 'utf8'))));
  const [entry, ...others] = entries;
  if (!entry || others.length > 0) {
    const reason = `it has ${entries.length} captions; LEGION writes one, {"image path": "caption"}`;
    throw new RowRefused('explanation.json', reason);
  }
  return { image: entry[0], caption: entry[1] };
}

/** The caption as it is read: without the markers of phrases and of masks. */
const withoutMarkers = (caption: string) =>
  caption
    .replaceAll(/<\/?p>|\[SEG\]|<\/?s>/gi, ' ')
    .replaceAll(/\s+/g, ' ')
    .replaceAll(/ ([.,;:])/g, '$1')
    .trim();

/** Whether a file is there that can be read as one. */
async function isThere(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => undefined);
  return found?.isFile() ?? false;
}
