const escapes: Record<string, string> = {
  '\\': String.raw`\textbackslash{}`,
  '{': String.raw`\{`,
  '}': String.raw`\}`,
  $: String.raw`\$`,
  '&': String.raw`\&`,
  '#': String.raw`\#`,
  '%': String.raw`\%`,
  _: String.raw`\_`,
  '^': String.raw`\textasciicircum{}`,
  '~': String.raw`\textasciitilde{}`,
  '<': String.raw`\textless{}`,
  '>': String.raw`\textgreater{}`,
  '|': String.raw`\textbar{}`,
  '"': String.raw`\textquotedbl{}`,
  '−': '$-$',
  '–': '--',
  '≥': String.raw`$\geq$`,
  '≤': String.raw`$\leq$`,
  '×': String.raw`$\times$`,
  '→': String.raw`$\to$`,
};

/**
 * Text as LaTeX that prints it as it stands, in one line: every character with a meaning of its own is escaped, breaks
 * and control characters become spaces. `\textquotedbl` needs the T1 encoding.
 */
export function latexText(text: string): string {
  return text
    .replaceAll(/[\s\p{Cc}]+/gu, ' ')
    .replaceAll(/[\\{}$&#%_^~<>|"−–≥≤×→]/g, (character) => escapes[character] ?? character);
}
