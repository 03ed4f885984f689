import { expect, test } from 'vitest';
import { identitiesOf, identityGroups } from './video-identities.ts';

test.each([
  ['071', ['071']],
  ['071_054', ['071', '054']],
  ['01_02__outside_talking__YVGY8LOK', ['01', '02']],
  ['01__kitchen_pan', ['01']],
  ['intro', null],
  ['071_054_3', null],
])('%s shows %j', (video, people) => {
  expect(identitiesOf(video)).toEqual(people);
});

test('who appears with whom is one group, however long the chain', () => {
  const group = identityGroups([['5', '4'], ['9'], ['2', '1'], ['4', '2'], ['4', '5']]);
  expect(['1', '2', '4', '5', '9', '7'].map(group)).toEqual(['1', '1', '1', '1', '9', '7']);
});
