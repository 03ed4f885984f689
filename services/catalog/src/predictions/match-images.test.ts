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
/** Finds names in a file that has these others. */
const matching = (paths: string[], { root, others = [] }: { root?: string; others?: string[] } = {}) => {
  const matcher = new ImageMatcher('set', paths.map(image), root);
  const finder = (named: string, ofMask = false) =>
    matcher.among([...others.map((image) => ({ image, ofMask })), { image: named, ofMask }]);
  return {
    find: (named: string) => finder(named).find({ image: named }, 'image'),
    findOfMask: (named: string) => finder(named, true).find({ image: named, ofMask: true }, ''),
    byNameAlone: (names: string[]) => {
      const found = matcher.among(names.map((image) => ({ image })));
      for (const image of names) found.find({ image }, 'image');
      return found.byNameAlone;
    },
  };
};
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
    expect(matcher.find(path).path).toBe(path.replace('\\', '/').replace('./a//', 'a/'));
  }
  expect(matcher.byNameAlone(['a/1.jpg', '1.jpg', '/home/author/b/1.jpg'])).toBe(0);
});

test('a name is the whole name, never a part of it', () => {
  const matcher = matching(['x/11.jpg', 'x/1.jpg', 'x/1.jpg.png', 'x/111.jpg']);
  expect(matcher.find('/home/author/1.jpg').path).toBe('x/1.jpg');
  expect(matcher.find('C:\\data\\11.jpg').path).toBe('x/11.jpg');
  expect(matcher.byNameAlone(['/home/author/1.jpg', 'C:\\data\\11.jpg', '111.jpg'])).toBe(2);
  expect(refusal(() => matcher.find('/home/author/1'))).toEqual({
    field: 'image',
    reason: 'the dataset set has no image /home/author/1',
  });
});

test('a name of several images is nobody’s, and they are named', () => {
  const matcher = matching(['b/1.jpg', 'a/1.jpg']);
  expect(refusal(() => matcher.find('/home/author/1.jpg'))?.reason).toBe(
    "/home/author/1.jpg could be any of 2 images: a/1.jpg, b/1.jpg; give the paths' common beginning with --root",
  );
});

test('below the root, paths decide and names do not', () => {
  const paths = ['fake/1.jpg', 'other/1.jpg', 'other/2.jpg'];
  for (const root of ['/home/author/set', '/home/author/set/']) {
    const matcher = matching(paths, { root });
    expect(matcher.find('/home/author/set/fake/1.jpg').path).toBe('fake/1.jpg');
    expect(refusal(() => matcher.find('/home/author/set/fake/2.jpg'))?.reason).toBe(
      'the dataset set has no image fake/2.jpg',
    );
    expect(matcher.find('/home/author/settings/2.jpg').path).toBe('other/2.jpg');
  }
});

test('a whole path comes before a name, and where there are some, a name with another folder is none', () => {
  const paths = ['1_fake/1.jpg', '1_fake/2.jpg'];
  for (const root of ['', '/data/author/', 'C:\\set\\']) {
    const others = [`${root}0_real/1.jpg`, `${root}1_fake/1.jpg`];
    const matcher = matching(paths, { others });
    expect(matcher.find(`${root}1_fake/1.jpg`).path).toBe('1_fake/1.jpg');
    for (const name of ['1.jpg', '2.jpg', '3.jpg']) {
      expect(refusal(() => matcher.find(`${root}0_real/${name}`))?.reason).toMatch(/has no image .*0_real/);
    }
    expect(matcher.find('2.jpg').path).toBe('1_fake/2.jpg');
  }
});

test('what all paths begin with is their root', () => {
  const matcher = matching(['a/1.jpg', 'last.jpg'], { others: ['/home/set/a/1.jpg'] });
  expect(matcher.find('/home/set/last.jpg').path).toBe('last.jpg');
  expect(refusal(() => matcher.find('/home/other/last.jpg'))?.reason).toMatch(/has no image/);
});

test('of two names that could mean one image, neither does', () => {
  const matcher = matching(['1.jpg', 'x/2.jpg'], {
    others: ['a/1.jpg', 'b/1.jpg', 'progan/x/2.jpg', 'biggan/x/2.jpg'],
  });
  expect(refusal(() => matcher.find('b/1.jpg'))?.reason).toBe(
    'the dataset set has no image b/1.jpg; other rows have whole paths, so its file name alone is none',
  );
  expect(refusal(() => matcher.find('biggan/x/2.jpg'))?.reason).toMatch(
    /^progan\/x\/2.jpg and biggan\/x\/2.jpg could both be x\/2.jpg; .*--root/,
  );
  const names = matching(['1.jpg'], { others: ['a/1.jpg', 'b/1.jpg'] });
  expect(refusal(() => names.find('a/1.jpg'))?.reason).toMatch(/could both be 1\.jpg/);
});

test('a name whose folders say another label is none', () => {
  const matcher = matching(['pictures/1.jpg']);
  expect(matcher.find('/home/fake/1.jpg').path).toBe('pictures/1.jpg');
  expect(refusal(() => matcher.find('/home/0_real/1.jpg'))?.reason).toMatch(
    /is generated, which its folders deny/,
  );
});

test('a path is the same in composed and decomposed characters', () => {
  const decomposed = 'a/cafe\u0301.jpg';
  for (const path of [decomposed, decomposed.normalize('NFC')]) {
    const matcher = matching([path]);
    for (const name of [decomposed, 'caf\u00e9.jpg', 'b\\a\\cafe\u0301.jpg']) {
      expect(matcher.find(name).path).toBe(path);
    }
  }
});

test('a mask may have another ending than its image, or one more', () => {
  const matcher = matching(['a/1.jpg', 'a/11.jpg', 'b/2.tar.png']);
  expect(matcher.findOfMask('a/1.png').path).toBe('a/1.jpg');
  expect(matcher.findOfMask('a/1.jpg').path).toBe('a/1.jpg');
  expect(matcher.findOfMask('a/1.jpg.png').path).toBe('a/1.jpg');
  expect(matcher.findOfMask('elsewhere/2.tar.jpg').path).toBe('b/2.tar.png');
  expect(refusal(() => matcher.findOfMask('111.png'))?.reason).toMatch(/no image 111\.png/);
});

test('where images differ by their endings alone, a mask must say the whole name', () => {
  const matcher = matching(['a/1.jpg', 'a/1.png']);
  expect(refusal(() => matcher.findOfMask('a/1.png'))?.reason).toMatch(
    /any of 2 images: a\/1\.jpg, a\/1\.png; a mask may be called by the whole name/,
  );
  expect(matcher.findOfMask('a/1.png.png').path).toBe('a/1.png');
});

test.each([
  ['/a/b.png', 'b.png'],
  ['a\\b.png', 'b.png'],
  ['b.png', 'b.png'],
])('the file name of %s', (path, name) => {
  expect(fileName(path)).toBe(name);
});
