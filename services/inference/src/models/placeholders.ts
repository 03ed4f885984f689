/** Environment variables by name; empty ones count as unset. */
export type Environment = Readonly<Record<string, string | undefined>>;

const placeholder = /\$\{([A-Z][A-Z0-9_]*)(:-([^}]*))?\}/g;

/** Whether a text holds a placeholder `${NAME}` or `${NAME:-what it is unless set}`. */
export const hasPlaceholder = (text: string) => text.search(placeholder) !== -1;

/** A text with its placeholders filled in, or the names of the variables that are not set. */
export function fillPlaceholders(
  text: string,
  environment: Environment,
): { text: string; missing: [] } | { text: null; missing: string[] } {
  const missing: string[] = [];
  const filled = text.replace(placeholder, (_, name: string, unless: string | undefined, other: string) => {
    const value = environment[name];
    if (value) return value;
    if (unless === undefined) missing.push(name);
    return other ?? '';
  });
  return missing.length > 0 ? { text: null, missing } : { text: filled, missing: [] };
}
