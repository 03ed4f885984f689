import { expect, test } from 'vitest';
import { parseCommand } from './parse-command.ts';
import { ImportRefused } from '../rows/refusal.ts';

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
  expect(parseCommand('explanations e.jsonl --dataset d'.split(' '))).toMatchObject({
    source: undefined,
    reference: false,
  });
  expect(parseCommand('explanations e.jsonl --dataset d --reference'.split(' '))).toMatchObject({
    reference: true,
  });
  expect(
    parseCommand('explanations e.jsonl --dataset d --source s --name N --kind model --demo'.split(' ')),
  ).toMatchObject({ source: { slug: 's', name: 'N', kind: 'model', demo: true } });
});

test('a dataset in its own layout, with what is said otherwise', () => {
  const said =
    '--dataset clues --title Clues --licence CC0 --source here --kind other --localisation whole_image';
  expect(parseCommand(`fakeclue folder --split test ${said}`.split(' '))).toMatchObject({
    name: 'load',
    loader: 'fakeclue',
    file: 'folder',
    dataset: 'clues',
    described: { title: 'Clues', licence: 'CC0', source: 'here', kind: 'other', localisation: 'whole_image' },
    options: { split: 'test' },
  });
  expect(
    parseCommand('folder f --dataset d --label Good=real --label bad=generated'.split(' ')),
  ).toMatchObject({
    described: {},
    options: {
      labels: new Map([
        ['good', 'real'],
        ['bad', 'generated'],
      ]),
    },
  });
  expect(parseCommand('faceforensics f --frames 10'.split(' '))).toMatchObject({ options: { frames: 10 } });
});

test.each([
  ['frobnicate x', /no "frobnicate"/],
  ['fakexplained', /takes one file/],
  ['fakexplained a b --dataset d', /takes one file/],
  ['fakexplained a', /--manifest or --dataset/],
  ['fakexplained a --dataset Not_A_Slug', /--dataset Not_A_Slug: a slug has lower-case letters/],
  ['fakexplained a --dataset d --verbose', /Unknown option '--verbose'/],
  ['explanations e', /--dataset/],
  ['chameleon', /takes one folder/],
  ['folder f', /--dataset/],
  ['manifest', /takes one file/],
  ['chameleon f --split test', /"chameleon" takes no --split/],
  ['folder f --dataset d --label 1=fake', /write <name>=real or <name>=generated/],
  ['faceforensics f --frames 0', /whole number of at least 1, not 0/],
  ['mmfr f --kind best', /--kind is one of in_distribution, ood, demo, other, not best/],
  ['hash-images all', /"hash-images" takes nothing more/],
  ['explanations e --dataset d --kind robot --source s', /--kind is one of human, model/],
  ['explanations e --dataset d --name Someone', /give its --source too/],
])('%s is refused', (line, reason) => {
  expect(() => parseCommand(line.split(' '))).toThrow(ImportRefused);
  expect(() => parseCommand(line.split(' '))).toThrow(reason);
});

test.each([[[]], [['help']], [['fakexplained', '--help']]])('%j asks for help', (args) => {
  expect(parseCommand(args)).toEqual({ name: 'help' });
});
