import { expect, test } from 'vitest';
import { readFakeClueRow } from './fakeclue-row.ts';

const row = (label: number, answer: string) => ({
  image: 'a.jpg',
  label,
  conversations: [
    { from: 'human', value: 'Real or fake?' },
    { from: 'gpt', value: answer },
  ],
});

test.each([
  [0, 'This is a fake image. The hand melts.', 'The hand melts.'],
  [0, 'This image is fake, the hand melts.', 'the hand melts.'],
  [1, 'This is a real image.\n\nPores are seen.', 'Pores are seen.'],
  [1, 'This image is real.', undefined],
  [0, 'The hand is unreal. This is a fake image.', 'The hand is unreal. This is a fake image.'],
  [0, 'This is a fake image with six fingers.', 'This is a fake image with six fingers.'],
  // Another word that begins so is no verdict.
  [0, 'This image is realistic, but the hand melts.', 'This image is realistic, but the hand melts.'],
])('label %i, "%s"', (label, answer, text) => {
  expect(readFakeClueRow(row(label, answer))).toMatchObject({
    label: label === 0 ? 'generated' : 'real',
    text,
  });
});

test('a sentence that goes on tells its verdict too', () => {
  expect(() => readFakeClueRow(row(1, 'This is a fake image with six fingers.'))).toThrow(
    /the answer says fake/,
  );
});

test('a row without conversations has no text', () => {
  expect(readFakeClueRow({ image: 'a.jpg', label: 1 })).toMatchObject({ label: 'real', text: undefined });
});
