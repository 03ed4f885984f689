import type { Tree } from './grammar-tree.ts';

/** A tree as a regular expression that must match the whole text; without anchors, as servers want it. */
export function writeRegex(tree: Tree): string {
  switch (tree.kind) {
    case 'literal':
      return tree.text
        .replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')
        .replaceAll('\n', '\\n')
        .replaceAll('\r', '\\r')
        .replaceAll('\t', '\\t');
    case 'character':
      return characterClass(tree);
    case 'sequence':
      return tree.parts.map(writeRegex).join('');
    case 'choice':
      return `(?:${tree.options.map(writeRegex).join('|')})`;
    case 'repeat': {
      const inner = writeRegex(tree.of);
      return (tree.of.kind === 'character' ? inner : `(?:${inner})`) + repetition(tree);
    }
  }
}

/** A tree as a grammar in GBNF, which llama.cpp reads, and xgrammar (in vLLM and SGLang) as its EBNF. */
export const writeGrammar = (tree: Tree): string => `root ::= ${grammarPart(tree)}\n`;

function grammarPart(tree: Tree): string {
  switch (tree.kind) {
    case 'literal':
      return `"${tree.text.replaceAll(/["\\]/g, '\\$&').replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', '\\t')}"`;
    case 'character':
      return characterClass(tree);
    case 'sequence':
      return tree.parts.map(grammarPart).join(' ');
    case 'choice':
      return `(${tree.options.map(grammarPart).join(' | ')})`;
    case 'repeat': {
      const inner = grammarPart(tree.of);
      return (tree.of.kind === 'character' ? inner : `(${inner})`) + repetition(tree);
    }
  }
}

function characterClass({ of, negated }: Extract<Tree, { kind: 'character' }>): string {
  const members =
    of === '0123456789'
      ? '0-9'
      : of
          .replaceAll(/[\\\]^[-]/g, '\\$&')
          .replaceAll('\n', '\\n')
          .replaceAll('\r', '\\r')
          .replaceAll('\t', '\\t');
  return `[${negated ? '^' : ''}${members}]`;
}

function repetition({ least, most }: Extract<Tree, { kind: 'repeat' }>): string {
  if (most === null) return least === 0 ? '*' : least === 1 ? '+' : `{${least},}`;
  return least === 0 && most === 1 ? '?' : `{${least},${most}}`;
}
