/** “while the study “A” is open”, for words about what is withheld. */
export function whileOpen(studies: readonly { title: string }[]): string {
  const names = studies.map(({ title }) => `“${title}”`);
  return studies.length === 1
    ? `while the study ${names.join('')} is open`
    : `while the studies ${new Intl.ListFormat('en').format(names)} are open`;
}
