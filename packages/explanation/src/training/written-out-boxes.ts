import { boxLiterals } from '../grammar/numbers.ts';
import type { Grammar } from '../types.ts';

/** Boxes that stand in an assistant's text itself, where `objects` would have them. */
export interface WrittenOutBoxes {
  /** For a message. */
  form: string;
  /** That reads them; null where none does. */
  grammar: Grammar | null;
}

const markers: readonly (WrittenOutBoxes & { sign: RegExp })[] = [
  { sign: /<\|(?:box_start|object_ref_start)\|>/i, form: 'Qwen’s markers', grammar: 'qwen2.5-vl' },
  { sign: /<(?:box|ref)>/i, form: 'InternVL’s markers', grammar: 'internvl' },
  { sign: /<\|quad_start\|>|<quad>/i, form: 'markers of quadrangles', grammar: null },
  { sign: /<\|(?:det|ref)\|>/i, form: 'DeepSeek’s markers', grammar: null },
  { sign: /<loc_?\d+>/i, form: 'markers of places (<loc…>)', grammar: null },
  { sign: /<patch_index_\d+>/i, form: 'Kosmos’s markers', grammar: null },
  { sign: /"(?:bbox(?:_2d)?|box_2d)"\s*:/, form: 'JSON', grammar: 'json' },
];
const tags = /<tag>.*?<\/tag>/gis;

/** The first form in which boxes stand between the words of a text, tags aside; `brackets` counts `[x1, y1, x2, y2]` too. */
export function writtenOutBoxes(
  text: string,
  { brackets }: { brackets: boolean },
): WrittenOutBoxes | undefined {
  const prose = text.replaceAll(tags, ' ');
  const marked = markers.find(({ sign }) => sign.test(prose));
  if (marked) return { form: marked.form, grammar: marked.grammar };
  const inBrackets = brackets && boxLiterals(prose).some(({ written }) => written !== null);
  return inBrackets ? { form: 'brackets', grammar: 'plain' } : undefined;
}
