import { expect, test } from 'vitest';
import { RowRefused } from '../rows/refusal.ts';
import { fileName, ImageMatcher, type CatalogImage } from './match-images.ts';

const image = (path: string): CatalogImage => ({
  path,
  sha256: path,
  width: 4,
  height: 3,
  label: 'generated',
});
const matching = (paths: string[], root?: string) => new ImageMatcher('set', paths.map(image), root);
const refusal = (find: () => unknown) => {
  expect(find).toThrow(RowRefused);
  try {
    find();
  } catch (error) {
    return error instanceof RowRefused ? error.faults[0] : undefined;
  }
  return undefined;
};

test('a path of the dataset is itself, though its name stands elsewhere too', () => {
  const matcher = matching(['a/1.jpg', 'b/1.jpg', '1.jpg']);
  for (const path of ['a/1.jpg', './a//1.jpg', 'b\\1.jpg', '1.jpg']) {
    expect(matcher.find(path, 'image').path).toBe(path.replace('\\', '/').replace('./a//', 'a/'));
  }
  expect(matcher.byNameAlone).toBe(0);
});

test('a name is the whole name, never a part of it', () => {
  const matcher = matching(['x/11.jpg', 'x/1.jpg', 'x/1.jpg.png', 'x/111.jpg']);
  expect(matcher.find('/home/author/1.jpg', 'image').path).toBe('x/1.jpg');
  expect(matcher.find('C:\\data\\11.jpg', 'image').path).toBe('x/11.jpg');
  expect(matcher.byNameAlone).toBe(2);
  expect(refusal(() => matcher.find('/home/author/1', 'image'))).toEqual({
    field: 'image',
    reason: 'the dataset set has no image 1',
  });
});

test('a name of several images is nobody’s, and they are named', () => {
  const matcher = matching(['b/1.jpg', 'a/1.jpg']);
  expect(refusal(() => matcher.find('/home/author/1.jpg', 'image'))?.reason).toBe(
    "/home/author/1.jpg could be any of 2 images: a/1.jpg, b/1.jpg; give the paths' common beginning with --root",
  );
});

test('below the root, paths decide and names do not', () => {
  const paths = ['fake/1.jpg', 'other/1.jpg', 'other/2.jpg'];
  for (const root of ['/home/author/set', '/home/author/set/']) {
    const matcher = matching(paths, root);
    expect(matcher.find('/home/author/set/fake/1.jpg', 'image').path).toBe('fake/1.jpg');
    expect(refusal(() => matcher.find('/home/author/set/fake/2.jpg', 'image'))?.reason).toBe(
      'the dataset set has no image fake/2.jpg',
    );
    expect(matcher.find('/home/author/settings/2.jpg', 'image').path).toBe('other/2.jpg');
  }
});

test('a mask may have another ending than its image, or one more', () => {
  const matcher = matching(['a/1.jpg', 'a/11.jpg', 'b/2.tar.png']);
  expect(matcher.findOfMask('a/1.png', '').path).toBe('a/1.jpg');
  expect(matcher.findOfMask('a/1.jpg', '').path).toBe('a/1.jpg');
  expect(matcher.findOfMask('a/1.jpg.png', '').path).toBe('a/1.jpg');
  expect(matcher.findOfMask('elsewhere/2.tar.jpg', '').path).toBe('b/2.tar.png');
  expect(refusal(() => matcher.findOfMask('111.png', ''))?.reason).toMatch(/no image 111\.png/);
});

test('where images differ by their endings alone, a mask must say the whole name', () => {
  const matcher = matching(['a/1.jpg', 'a/1.png']);
  expect(refusal(() => matcher.findOfMask('a/1.png', ''))?.reason).toMatch(
    /any of 2 images: a\/1\.jpg, a\/1\.png; a mask may be called by the whole name/,
  );
  expect(matcher.findOfMask('a/1.png.png', '').path).toBe('a/1.png');
});

test.each([
  ['/a/b.png', 'b.png'],
  ['a\\b.png', 'b.png'],
  ['b.png', 'b.png'],
])('the file name of %s', (path, name) => {
  expect(fileName(path)).toBe(name);
});
