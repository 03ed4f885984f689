export { bleuPresets, type BleuPreset } from './bleu/presets.ts';
export {
  addBleuStatistics,
  bleuStatistics,
  noBleuStatistics,
  type BleuStatistics,
} from './bleu/statistics.ts';
export { rougePresets, type RougePreset } from './rouge/presets.ts';
export { rougeL, type RougeL } from './rouge/rouge-l.ts';
export { tokensByWord } from './tokens/tokens-by-word.ts';
