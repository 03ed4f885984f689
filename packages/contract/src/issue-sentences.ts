import type { z } from '@hono/zod-openapi';
import { fill } from './sentences.ts';

/** What a value has to be, or is, in words. */
export const typeWords = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  tuple: 'a list',
  object: 'an object with fields',
  record: 'an object with fields',
  null: 'null',
  nan: 'no number',
};

/** What is wrong with a value, and what to do: `{0}` is what a schema asks for, `{1}` what came. */
export const issueSentences = {
  missing: 'Missing: it is needed',
  type: 'Has to be {0}, but is {1}',
  decimals: 'Not a whole number: leave the decimals out',
  emptyText: 'Empty: write something',
  tooShort: 'Too short: write at least {0} characters',
  tooLong: 'Too long: write at most {0} characters, these are {1}',
  otherLength: 'Of another length: write exactly {0} characters, these are {1}',
  emptyList: 'Empty: give at least one',
  tooFew: 'Too few: give at least {0}, these are {1}',
  tooMany: 'Too many: give at most {0}, these are {1}',
  otherCount: 'Of another number: give exactly {0}, these are {1}',
  tooSmall: 'Too small: at least {0}',
  notMore: 'Too small: more than {0}',
  tooLarge: 'Too large: at most {0}',
  notLess: 'Too large: less than {0}',
  notMultiple: 'Has to be a multiple of {0}',
  notThis: 'Has to be {0}',
  notOneOf: 'Not one of these: choose {0}',
  start: 'Has to begin with “{0}”',
  pattern: 'Written otherwise than it has to be: {0}',
  url: 'Not an address: write it whole, such as https://example.org/page',
  email: 'Not an e-mail address: write it like name@example.org',
  uuid: 'Not an id: copy it whole, such as 01890a5d-ac96-774b-bcce-b302099a8057',
  datetime: 'Not a date with time: write it like 2026-05-31T14:00:00Z',
  date: 'Not a date: write it like 2026-05-31',
  base64: 'Not base64: send the bytes encoded as base64',
  unknown: 'Holds fields that are not known: leave out {0}',
  key: 'Holds a name that cannot be one: leave it out',
  noForm: 'Fits none of its forms. {0}',
  /** Between the forms. */
  or: '{0}, or: {1}',
  other: 'Not valid: see the API reference for what it takes',
};

const listed = (values: readonly unknown[]): string => values.map(String).join(', ');
const wordOf = (words: Record<string, string>, name: string): string | undefined =>
  Object.hasOwn(words, name) ? words[name] : undefined;

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isNaN(value) ? 'nan' : typeof value;
}

/**
 * What is wrong with a value that a schema refuses, and what to do about it, in a sentence without its full stop; what a schema
 * says in words of its own goes before. It never holds the value, which may be a secret.
 */
export function sentenceOfIssue(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return otherType(issue);
    case 'too_small':
    case 'too_big':
      return outOfBounds(issue);
    case 'not_multiple_of':
      return fill(issueSentences.notMultiple, issue.divisor);
    case 'invalid_format':
      return otherFormat(issue);
    case 'invalid_value':
      return fill(
        issue.values.length === 1 ? issueSentences.notThis : issueSentences.notOneOf,
        listed(issue.values),
      );
    case 'unrecognized_keys':
      return fill(issueSentences.unknown, listed(issue.keys));
    case 'invalid_key':
      return issueSentences.key;
    case 'invalid_union':
      return noForm(issue);
    default:
      return issueSentences.other;
  }
}

function otherType({ expected, input }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidType>): string {
  if (input === undefined) return issueSentences.missing;
  const is = typeOf(input);
  if (expected === 'int' && is === 'number') return issueSentences.decimals;
  const wanted = expected === 'int' ? 'number' : expected;
  return fill(issueSentences.type, wordOf(typeWords, wanted) ?? wanted, wordOf(typeWords, is) ?? is);
}

function outOfBounds(
  issue: z.core.$ZodRawIssue<z.core.$ZodIssueTooSmall> | z.core.$ZodRawIssue<z.core.$ZodIssueTooBig>,
): string {
  const { origin, exact, inclusive, input, code } = issue;
  const small = code === 'too_small';
  const bound = small ? issue.minimum : issue.maximum;
  const said = issueSentences;
  if (typeof input === 'string' && origin === 'string') {
    if (exact) return fill(said.otherLength, bound, input.length);
    if (small && input === '') return said.emptyText;
    return fill(small ? said.tooShort : said.tooLong, bound, input.length);
  }
  if (Array.isArray(input)) {
    if (exact) return fill(said.otherCount, bound, input.length);
    if (small && Number(bound) === 1) return said.emptyList;
    return fill(small ? said.tooFew : said.tooMany, bound, input.length);
  }
  if (small) return fill(inclusive ? said.tooSmall : said.notMore, bound);
  return fill(inclusive ? said.tooLarge : said.notLess, bound);
}

function otherFormat({
  format,
  pattern,
  prefix,
}: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidStringFormat>): string {
  if (format === 'starts_with') return fill(issueSentences.start, prefix);
  const known = format === 'regex' ? undefined : wordOf(issueSentences, format);
  return known ?? fill(issueSentences.pattern, pattern ?? format);
}

/** What each form would take, of those alone that the value is of the type of, if there are any. */
function noForm({ options, errors = [] }: z.core.$ZodRawIssue<z.core.$ZodIssueInvalidUnion>): string {
  if (Array.isArray(options) && options.length > 0) return fill(issueSentences.notOneOf, listed(options));
  const near = errors.filter(
    (form) => !form.some(({ code, path }) => code === 'invalid_type' && path.length === 0),
  );
  const forms = (near.length > 0 ? near : errors).map((form) =>
    form.map(({ path, message }) => (path.length > 0 ? `${path.join('.')}: ${message}` : message)).join('; '),
  );
  const said = [...new Set(forms)].reduce((all, form) => fill(issueSentences.or, all, form));
  return forms.length === 1 ? said : fill(issueSentences.noForm, said);
}
