import { expect, test } from 'vitest';
import { parseCommand } from './parse-command.ts';
import { ImportRefused } from './refusal.ts';

test('training rows with everything said', () => {
  const args = 'fakexplained rows.jsonl --manifest m.yaml --images pictures --human team --report r.jsonl';
  expect(parseCommand(args.split(' '))).toEqual({
    name: 'fakexplained',
    file: 'rows.jsonl',
    manifest: 'm.yaml',
    images: 'pictures',
    human: 'team',
    dataset: undefined,
    report: 'r.jsonl',
  });
});

test('explanations of a source that may be known already', () => {
  expect(parseCommand('explanations e.jsonl --dataset d --source s'.split(' '))).toMatchObject({
    source: { slug: 's' },
  });
  expect(parseCommand('explanations e.jsonl --dataset d'.split(' '))).toMatchObject({ source: undefined });
  expect(
    parseCommand('explanations e.jsonl --dataset d --source s --name N --kind model --demo'.split(' ')),
  ).toMatchObject({ source: { slug: 's', name: 'N', kind: 'model', demo: true } });
});

test.each([
  ['frobnicate x', /no "frobnicate"/],
  ['fakexplained', /takes one file/],
  ['fakexplained a b --dataset d', /takes one file/],
  ['fakexplained a', /--manifest or --dataset/],
  ['fakexplained a --dataset Not_A_Slug', /--dataset Not_A_Slug: a slug has lower-case letters/],
  ['fakexplained a --dataset d --verbose', /Unknown option '--verbose'/],
  ['explanations e', /--dataset/],
  ['explanations e --dataset d --kind robot --source s', /--kind is one of human, model/],
  ['explanations e --dataset d --name Someone', /give its --source too/],
])('%s is refused', (line, reason) => {
  expect(() => parseCommand(line.split(' '))).toThrow(ImportRefused);
  expect(() => parseCommand(line.split(' '))).toThrow(reason);
});

test.each([[[]], [['help']], [['fakexplained', '--help']]])('%j asks for help', (args) => {
  expect(parseCommand(args)).toEqual({ name: 'help' });
});
