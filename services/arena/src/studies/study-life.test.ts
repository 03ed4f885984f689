import { expect, test } from 'vitest';
import { moved, type LifeCommand, type LifeState } from './study-life.ts';

const commands: LifeCommand[] = ['pause', 'resume', 'close', 'archive', 'restore'];
const states: LifeState[] = ['draft', 'open', 'paused', 'closed', 'archived'];

test('a study moves these ways and no other', () => {
  const ways = states.flatMap((state) =>
    commands.flatMap((command) => {
      const move = moved('x', state, command);
      return 'to' in move ? [`${state} ${command} ${move.to}`] : [];
    }),
  );
  expect(ways).toEqual([
    'open pause paused',
    'open close closed',
    'paused resume open',
    'paused close closed',
    'closed archive archived',
    'archived restore closed',
  ]);
});

test.each([
  [
    'draft',
    'pause',
    'The study "x" is a draft, so it cannot be paused. Nobody can come before it is opened.',
  ],
  ['open', 'resume', 'The study "x" is open, so it cannot be resumed.'],
  ['paused', 'archive', 'The study "x" is paused, so it cannot be archived. Close it first.'],
  ['archived', 'close', 'The study "x" is archived, so it cannot be closed.'],
] as const)('a study that is %s says why it cannot %s', (state, command, refused) => {
  expect(moved('x', state, command)).toEqual({ refused });
});
