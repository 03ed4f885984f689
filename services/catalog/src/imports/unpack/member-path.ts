import { ImportRefused } from '../../rows/refusal.ts';

const mostCharacters = 1_000;

/**
 * Where a member of an archive goes, relative to the folder that it is unpacked into.
 * @throws ImportRefused where that would be outside of it, or is no path
 */
export function memberPath(name: string): string {
  const refuse = (why: string) => new ImportRefused(`The archive holds ${JSON.stringify(name)}: ${why}.`);
  if (name.length > mostCharacters) throw refuse(`a path has at most ${mostCharacters} characters`);
  if (name.includes('\0') || name.includes('\\')) throw refuse('that is not the path of a file');
  if (name.startsWith('/') || /^[a-z]:/i.test(name)) throw refuse('the path is absolute');
  const steps = name.split('/').filter((step) => step !== '' && step !== '.');
  if (steps.includes('..')) throw refuse('the path leads out of the archive');
  if (steps.length === 0) throw refuse('that is not the path of a file');
  return steps.join('/');
}
