import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { answerText, checkRow, parseJson } from '../../rows/check-row.ts';
import { linesOf } from '../../rows/import-rows.ts';
import { readLines } from '../../rows/read-lines.ts';
import { ImportRefused, RowRefused } from '../../rows/refusal.ts';
import { fileName } from '../match-images.ts';
import type { Prediction, Predictions, Said } from '../prediction.ts';
import { readMask, regionsOfMask, type MaskSettings } from '../read-mask.ts';
import { readFakeShieldAnswer } from './fakeshield-answer.ts';

export interface FakeShieldSettings extends MaskSettings {
  /** Folder that MFLM wrote its masks to, under the file names of the images, endings included. */
  masks?: string | undefined;
}

/** `text` is what `outputs` was called at first. */
const rowSchema = z
  .object({ image: z.string().min(1), outputs: answerText.optional(), text: answerText.optional() })
  .transform(({ image, outputs, text }) => ({ image, answer: outputs ?? text }));

/** What MFLM calls the mask of an image: at first it put an ending behind the image's. */
const maskNames = (image: string) => [fileName(image), `${fileName(image)}_output_mask.png`];
const referenceEnding = '_GT_mask.png';

/** The `DTE-FDM_output.jsonl` of FakeShield, a line or one object alone, and the masks of MFLM. */
export async function readFakeShield(file: string, settings: FakeShieldSettings): Promise<Predictions> {
  const { size: total } = await stat(file);
  const masks = settings.masks === undefined ? undefined : await listMasks(settings.masks, file);
  return {
    total,
    rows: linesOf(file, 0, async (text) => readRow(parseJson(text), masks, settings)),
    notes: () => masks?.notes() ?? [],
  };
}

function readRow(json: unknown, masks: Masks | undefined, settings: FakeShieldSettings): Prediction {
  const { image, answer } = checkRow(rowSchema, json);
  if (answer === undefined) throw new RowRefused('outputs', 'the row has no "outputs", what FakeShield said');
  const { verdict, area, basis, problems } = readFakeShieldAnswer(answer);
  const mask = masks?.of(image);
  const wholeText = [area, basis].filter((part) => part !== '').join(' ');
  const explain: Prediction['explain'] = async (found): Promise<Said> => {
    const said = { verdict, raw: answer, reasoning: wholeText };
    if (!masks) return { ...said, problems };
    if (mask === undefined) {
      const message = `MFLM wrote no mask ${fileName(image)}`;
      return { ...said, problems: [...problems, { code: 'missing_mask', message }] };
    }
    const read = await readMask(mask, found, settings, 'image');
    const regions = regionsOfMask(read.runs, area);
    const reasoning = regions.length > 0 ? basis : wholeText;
    return { ...said, reasoning, regions, problems: [...problems, ...read.problems] };
  };
  return { image, field: 'image', explain };
}

interface Masks {
  /** @throws RowRefused where several rows share the mask */
  of: (image: string) => string | undefined;
  notes: () => string[];
}

async function listMasks(folder: string, file: string): Promise<Masks> {
  const entries = await readdir(folder).catch(() => {
    throw new ImportRefused(`There is no folder ${folder}.`);
  });
  const names = new Set(entries.filter((name) => !name.startsWith('.') && !name.endsWith(referenceEnding)));
  const rowsByName = await countNames(file);
  return {
    of: (image) => {
      const name = maskNames(image).find((name) => names.has(name));
      const rows = rowsByName.get(fileName(image)) ?? 0;
      if (name !== undefined && rows > 1) {
        const reason = `${rows} rows are of images called ${fileName(image)}, and MFLM wrote all their masks to one file`;
        throw new RowRefused('image', reason);
      }
      return name === undefined ? undefined : join(folder, name);
    },
    notes: () => {
      const used = new Set([...rowsByName.keys()].flatMap(maskNames));
      const unused = [...names].filter((name) => !used.has(name)).length;
      return unused > 0 ? [`${unused} × a file of ${folder} that is the mask of no row`] : [];
    },
  };
}

/** How many rows are of images of each file name; faulty rows are found later. */
async function countNames(file: string): Promise<Map<string, number>> {
  const counts = new Map<string, number>();
  for await (const { text } of readLines(createReadStream(file))) {
    if (text instanceof RowRefused) continue;
    const row = rowSchema.safeParse(tryJson(text));
    if (!row.success) continue;
    const name = fileName(row.data.image);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}

function tryJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
