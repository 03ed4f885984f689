import { pythonSplit } from './python-split.ts';

/** Characters as sacrebleu 2.6.0 takes them (`tokenize="char"`): every code point but white space, case kept. */
export const characters = (text: string): string[] => pythonSplit(text).flatMap((word) => Array.from(word));
