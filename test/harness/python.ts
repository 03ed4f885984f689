import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The interpreter that may have other people's engines and trainers (test/requirements.txt). */
export const python = process.env['PYTHON'] ?? 'python3';

/** Why something that needs Python with these modules is left out, for its title; empty where all is there. */
export async function lackOf(...modules: string[]): Promise<string> {
  const program =
    'import sys; from importlib.util import find_spec; print(*[m for m in sys.argv[1:] if not find_spec(m)])';
  return promisify(execFile)(python, ['-c', program, ...modules]).then(
    ({ stdout }) => stdout.trim() && `: skipped, ${python} has no ${stdout.trim().replaceAll(' ', ', ')}`,
    () => `: skipped, there is no ${python}`,
  );
}
