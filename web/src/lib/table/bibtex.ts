/** An entry of a BibTeX file. @param fields LaTeX by name of the field */
export const bibtexEntry = (key: string, fields: Record<string, string>): string =>
  [`@misc{${key},`, ...Object.entries(fields).map(([name, text]) => `  ${name} = {${text}},`), '}', ''].join(
    '\n',
  );

/** LaTeX of an address, with what would end a field, or a command, in its encoded form. */
export const bibtexUrl = (url: string): string =>
  `\\url{${new URL(url).href.replaceAll(/[{}\\]/g, encodeURIComponent)}}`;

/** A key of letters, digits and hyphens. */
export const bibtexKey = (text: string): string =>
  text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, 60) || 'untitled';
