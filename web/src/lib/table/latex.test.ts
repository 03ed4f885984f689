import fc from 'fast-check';
import { expect, test } from 'vitest';
import { latexText } from './latex.ts';

test('a worked example', () => {
  expect(latexText('50% of {a_b} & $5 #1\n~ ^ \\')).toBe(
    String.raw`50\% of \{a\_b\} \& \$5 \#1 \textasciitilde{} \textasciicircum{} \textbackslash{}`,
  );
});

const commands = new Map([
  [String.raw`\textbackslash{}`, '\\'],
  [String.raw`\textasciicircum{}`, '^'],
  [String.raw`\textasciitilde{}`, '~'],
  [String.raw`\textless{}`, '<'],
  [String.raw`\textgreater{}`, '>'],
  [String.raw`\textbar{}`, '|'],
  [String.raw`\textquotedbl{}`, '"'],
]);

/** What LaTeX prints: a command's character, an escaped character as itself; throws at a character with a meaning. */
function printed(latex: string): string {
  let text = '';
  for (let rest = latex; rest !== '';) {
    const command = [...commands.keys()].find((command) => rest.startsWith(command));
    const [character = ''] = rest;
    if (command) text += commands.get(command);
    else if (character === '\\' && '{}$&#%_'.includes(rest[1] ?? '?')) text += rest[1];
    else if ('\\{}$&#%_^~'.includes(character)) throw new Error(`${character} is not escaped in ${latex}`);
    else text += character;
    rest = rest.slice(command ? command.length : character === '\\' ? 2 : 1);
  }
  return text;
}

const harsh = fc.string({ unit: fc.constantFrom(...'\\{}$&#%_^~<>|" a1é') });
test('LaTeX prints any text as it stands', () => {
  fc.assert(
    fc.property(harsh, (text) => {
      expect(printed(latexText(text))).toBe(text.replaceAll(/\s+/g, ' '));
    }),
  );
});

test('nothing starts a line, a comment or a command of its own', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.nat(0x2100).map((code) => String.fromCodePoint(code)) }), (text) => {
      expect(latexText(text)).not.toMatch(/[\r\n\p{Cc}]|(?<!\\)%/u);
    }),
  );
});
