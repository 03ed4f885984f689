import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The interpreter that may have other people's engines and trainers (test/requirements.txt). */
export const python = process.env['PYTHON'] ?? 'python3';

const program = `
import sys
from importlib.metadata import version
from importlib.util import find_spec

def lacks(wanted):
    name, _, major = wanted.partition('>=')
    return not find_spec(name) or (major and int(version(name).split('.')[0]) < int(major))

print(*filter(lacks, sys.argv[1:]))`;

/**
 * Why something that needs Python with these modules, of a major version (`trl>=1`) or any, is left out, for its title; empty
 * where all is there.
 */
export async function lackOf(...modules: string[]): Promise<string> {
  return promisify(execFile)(python, ['-c', program, ...modules]).then(
    ({ stdout }) => stdout.trim() && `: skipped, ${python} has no ${stdout.trim().replaceAll(' ', ', ')}`,
    () => `: skipped, there is no ${python}`,
  );
}
