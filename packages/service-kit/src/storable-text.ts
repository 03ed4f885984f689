/**
 * Where a value holds text that PostgreSQL cannot store, as `a.0.b`: NUL anywhere, and halves of surrogate pairs
 * (which become invalid escapes in `jsonb`). Null when there is none. Walks without recursion, so that no nesting
 * overflows the stack.
 */
export function findUnstorableText(value: unknown): string | null {
  const pending: [string, unknown][] = [['', value]];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const [path, item] = next;
    if (typeof item === 'string' && !isStorable(item)) return path;
    if (typeof item !== 'object' || item === null) continue;
    for (const [key, child] of Object.entries(item)) {
      if (!isStorable(key)) return path;
      pending.push([path === '' ? key : `${path}.${key}`, child]);
    }
  }
  return null;
}

const isStorable = (text: string) => !text.includes('\0') && text.isWellFormed();
