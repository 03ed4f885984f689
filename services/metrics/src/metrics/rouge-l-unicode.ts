import { rougeL } from './text/rouge/rouge-l.ts';
import { rougeMetric, rougeSettings } from './text/text-metric.ts';

// oxlint-disable-next-line no-control-regex -- all of ASCII, control characters too
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text);

export const rougeLUnicodeMetric = rougeMetric({
  variant: 'unicode-words',
  version: 1,
  settings: rougeSettings('unicode-words', 'no'),
  title: 'ROUGE-L (any script)',
  definition: 'As ROUGE-L, with words of any script for tokens.',
  // Of ASCII texts the words are those of ROUGE-L.
  score: ({ text, references, tokens, rouge }) =>
    [text, ...references].every(isAscii) ? rouge() : rougeL(...tokens('unicode')).f1,
});
