import type { Grammar, ParseProblem } from '@fakexplain/explanation';

const pair = /\(\s*\d+(?:\.\d+)?\s*,\s*\d+(?:\.\d+)?\s*\)/;
const bareBoxes: Record<Grammar, { marker: string; bare: RegExp } | null> = {
  'qwen2.5-vl': { marker: '<|box_start|>', bare: new RegExp(`${pair.source}\\s*,\\s*${pair.source}`) },
  internvl: { marker: '<box>', bare: /\[\[[\d\s,.]+\]\]/ },
  json: null,
  plain: null,
};

/**
 * Finds boxes that stand in a text without the markers of its grammar, as they do where a server leaves out special
 * tokens: the parser takes them for prose, and every box is lost.
 */
export function findLostMarkers(text: string, grammar: Grammar): ParseProblem[] {
  const form = bareBoxes[grammar];
  if (!form || text.toLowerCase().includes(form.marker) || !form.bare.test(text)) return [];
  const message = `boxes stand without ${form.marker}: was the server asked to keep special tokens?`;
  return [{ code: 'lost_markers', message }];
}
