import { problemTypes, ServiceProblem } from '@fakexplain/contract';
import { ImportRefused } from '@fakexplain/catalog/rows/refusal.ts';
import { EnvironmentError, ProblemError } from '@fakexplain/service-kit';
import { CommanderError } from '@commander-js/extra-typings';
import { type ExitCode, exitCodes, reasonOf, Refused } from './exit-codes.ts';
import { createProgram } from './program.ts';
import { openSession } from './session.ts';

/** Parses the words of a command, does what it says, and tells on stderr what went wrong. @returns the exit code */
export async function runProgram(args: string[]): Promise<ExitCode> {
  const session = openSession(runProgram);
  let code: ExitCode = exitCodes.done;
  const program = createProgram(async (task, words) => {
    code = (await task(words, session)) ?? exitCodes.done;
  });
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (error) {
    session.progress.end();
    // Commander has written what is wrong with the words, or the help that was asked for.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    console.error(reasonOf(error));
    if (error instanceof ServiceProblem)
      for (const { path, message } of error.problem.errors ?? []) console.error(`  ${path}: ${message}`);
    return codeOf(error);
  } finally {
    session.end();
  }
}

function codeOf(error: unknown): ExitCode {
  if (error instanceof EnvironmentError) return exitCodes.usage;
  if (error instanceof Refused || error instanceof ImportRefused) return exitCodes.refused;
  const status =
    error instanceof ServiceProblem
      ? error.problem.status
      : error instanceof ProblemError
        ? problemTypes[error.type].status
        : 500;
  return status < 500 ? exitCodes.refused : exitCodes.failed;
}
