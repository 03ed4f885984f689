import canonicalize from 'canonicalize';

/** Canonical JSON (RFC 8785): the same bytes for the same values, in whatever order they are written. */
export function canonicalJson(value: object): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error('what has no JSON cannot be hashed');
  return text;
}
