// What judge.py has xgrammar judge: prints every constraint with texts, as JSON.
import { grammarSchema, type CoordinateSpace } from '@fakexplain/explanation';
import { explanationTree, literal, probeText, type Tree } from '../grammar-tree.ts';
import { writeGrammar, writeRegex } from '../write-tree.ts';

const spaces: CoordinateSpace[] = ['original', 'qwen-smart-resized', 'norm-1000'];

export interface Candidate {
  of: string;
  regex: string;
  grammar: string;
  texts: string[];
}

const candidate = (of: string, tree: Tree, texts: string[]): Candidate => ({
  of,
  regex: writeRegex(tree),
  grammar: writeGrammar(tree),
  texts,
});

export const candidates = (): Candidate[] =>
  grammarSchema.options.flatMap((grammar) =>
    spaces.flatMap((space) => {
      const text = probeText(grammar, space);
      const texts = [
        text,
        text.replace('probe', 'ünïcode 手 "quoted" \\ (a) {b}\nc'),
        text.replaceAll(/(?<!_)\d+/g, '12.75'),
        text.replace(/\n(?:probe|<\|object|<ref|```)[^]*?\n(?=<tag>)/, '\n').replace('generated', 'real'),
        text.replace('generated', 'real'),
        text.replace('</think>', ''),
        text.replace(/\d/, 'x'),
        `Sure! ${text}`,
        `${text} `,
      ];
      return [
        candidate(`${grammar} in ${space}`, explanationTree(grammar, space), texts),
        candidate(`probe of ${grammar} in ${space}`, literal(text), [text, `${text}x`, text.slice(1)]),
      ];
    }),
  );

if (import.meta.main) console.log(JSON.stringify(candidates()));
