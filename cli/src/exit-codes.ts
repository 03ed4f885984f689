/** How every command ends, for scripts. The help and docs/commands.md say the same. */
export const exitCodes = {
  /** Done, all of it. */
  done: 0,
  /** A database, a disk, a service or a model failed on the way. */
  failed: 1,
  /** The command or a setting in the environment is wrong; nothing was done. */
  usage: 2,
  /** What the command names is not there or not as it should be; nothing was done. */
  refused: 3,
  /** Done in part: rows were refused, or answers do not all parse. */
  partial: 4,
  /** Stopped by Ctrl-C or SIGTERM; what was done stays. */
  interrupted: 130,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export const exitCodesInWords = `Exit codes:
  0    done, all of it
  1    a database, a disk, a service or a model failed on the way
  2    the command or a setting in the environment is wrong; nothing was done
  3    what the command names is not there or not as it should be; nothing was done
  4    done in part: rows were refused, or answers do not all parse
  130  interrupted; what was done stays`;

/** What was asked for cannot be done as it was asked: the command ends with `refused`. */
export class Refused extends Error {
  override name = 'Refused';
}

/** What an error says to a person; of a query that failed (drizzle's error carries it), what the database said. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'query' in error && error.cause instanceof Error ? error.cause.message : error.message;
}
