import { posix } from 'node:path';
import type { ImageSize, Verdict } from '@fakexplain/explanation';
import { labelsOfFolders, usualLabelNames } from '../loaders/folder-labels.ts';
import { RowRefused } from '../rows/refusal.ts';

/** An image as a dataset has it. */
export interface CatalogImage extends ImageSize {
  sha256: string;
  path: string;
  label: Verdict;
}

/** What a file calls an image, or the mask of one. */
export interface Named {
  image: string;
  ofMask?: boolean | undefined;
}

/**
 * How a name means an image, the surest first: by the image's whole path, once `root` is taken off its front; by a path that
 * ends with the image's; by the name of the file alone.
 */
type How = 'path' | 'end' | 'name';
const sureness: readonly How[] = ['path', 'end', 'name'];

interface Found {
  how: How;
  images: CatalogImage[];
  /** What stands before the image's path, where `how` is `end`. */
  before?: string;
}

const shownCandidates = 5;

/** The images of a dataset by what others may call them. */
export class ImageMatcher {
  readonly dataset: string;
  #root: string | undefined;
  #byPath = new Map<string, CatalogImage[]>();
  #byName = new Map<string, CatalogImage[]>();

  constructor(dataset: string, images: readonly CatalogImage[], root?: string) {
    this.dataset = dataset;
    this.#root = root === undefined ? undefined : tidy(root).replace(/\/+$/, '');
    for (const image of images) {
      const whole = tidy(image.path);
      // Also without its ending, for masks.
      for (const path of new Set([whole, stem(whole)])) {
        put(this.#byPath, path, image);
        put(this.#byName, posix.basename(path), image);
      }
    }
  }

  /** Finds images for a file, once all names in it are known: no row may take the image that another one means more surely. */
  among(names: Iterable<Named>): ImageFinder {
    return new ImageFinder(this, names);
  }

  /** The same images under another root. */
  below(root: string): ImageMatcher {
    const other = new ImageMatcher(this.dataset, [], root);
    other.#byPath = this.#byPath;
    other.#byName = this.#byName;
    return other;
  }

  /** A name without `root`, which it may begin with. */
  withoutRoot(named: string): { path: string; belowRoot: boolean } {
    const tidied = tidy(named);
    const root = this.#root;
    if (root === undefined || !tidied.startsWith(`${root}/`)) return { path: tidied, belowRoot: false };
    return { path: tidied.slice(root.length + 1), belowRoot: true };
  }

  /** Which images a name could mean, by the surest way in which it means any; below the root, paths alone decide. */
  lookUp({ image: named, ofMask = false }: Named): Found | undefined {
    const { path, belowRoot } = this.withoutRoot(named);
    const at = (images: Map<string, CatalogImage[]>, name: string, part: (path: string) => string) =>
      ofMask
        ? candidates(images, name)
        : (images.get(name) ?? []).filter((image) => part(tidy(image.path)) === name);
    const whole = at(this.#byPath, path, (path) => path);
    if (whole.length > 0 || belowRoot) return found('path', whole);
    const steps = path.split('/');
    for (let from = 1; from < steps.length - 1; from += 1) {
      const end = at(this.#byPath, steps.slice(from).join('/'), (path) => path);
      if (end.length > 0) return { how: 'end', images: end, before: steps.slice(0, from).join('/') };
    }
    return found('name', at(this.#byName, posix.basename(path), posix.basename));
  }
}

/** How the names of a file mean the images of a dataset. */
export class ImageFinder {
  /** Names found by file name alone, though they gave a folder. */
  byNameAlone = 0;
  readonly #matcher: ImageMatcher;
  /** Of each image the surest way in which it is named, and the different names that do so. */
  readonly #claims = new Map<string, { how: How; names: Set<string> }>();
  #somePaths = false;

  constructor(images: ImageMatcher, names: Iterable<Named>) {
    const all = [...names];
    const matcher = belowCommonBeginning(images, all);
    this.#matcher = matcher;
    for (const named of all) {
      const { how, images } = matcher.lookUp(named) ?? {};
      const [image, ...others] = images ?? [];
      if (how === undefined || !image || others.length > 0) continue;
      const { path } = matcher.withoutRoot(named.image);
      if (how !== 'name' && path.includes('/')) this.#somePaths = true;
      const before = this.#claims.get(image.sha256);
      if (!before || sureness.indexOf(how) < sureness.indexOf(before.how)) {
        this.#claims.set(image.sha256, { how, names: new Set([path]) });
      } else if (how === before.how) before.names.add(path);
    }
  }

  /**
   * The image that a name means. A mask has the path of its image, that path with another ending, or with an ending more
   * (`1.png` and `1.jpg.png` are masks of `1.jpg`); where images differ by their endings alone, `1.png` is a mask of none.
   * A name of a file means no image where other rows of the file have whole paths of the dataset, where another row could
   * mean the same image as well, or where its folders say another label.
   * @throws RowRefused where no image is meant, or where several could be
   */
  find(named: Named, field: string): CatalogImage {
    const refuse = (reason: string) => new RowRefused(field, reason);
    const { path } = this.#matcher.withoutRoot(named.image);
    const { how, images } = this.#matcher.lookUp(named) ?? {};
    const [image, ...others] = images ?? [];
    const none = `the dataset ${this.#matcher.dataset} has no image`;
    if (how === undefined || !images || !image) {
      throw refuse(`${none} ${path}`);
    }
    if (others.length > 0)
      throw refuse(`${ambiguous(named.image, images)}; ${named.ofMask ? maskHint : rootHint}`);
    const hasFolder = path.includes('/');
    if (how === 'name' && hasFolder && this.#somePaths) {
      throw refuse(`${none} ${path}; other rows have whole paths, so its file name alone is none`);
    }
    const claim = this.#claims.get(image.sha256);
    if (claim && sureness.indexOf(claim.how) < sureness.indexOf(how)) {
      throw refuse(`${none} ${path}; ${image.path} is named by its path in another row`);
    }
    if (claim && how !== 'path' && claim.names.size > 1) {
      const names = [...claim.names].slice(0, 2).join(' and ');
      throw refuse(`${names} could both be ${image.path}; ${rootHint}`);
    }
    if (how === 'name') {
      const said = labelsOfFolders(path, usualLabelNames);
      if (said.size > 0 && !said.has(image.label)) {
        throw refuse(
          `${none} ${path}; ${image.path} has its file name, but is ${image.label}, which its folders deny`,
        );
      }
      if (hasFolder) this.byNameAlone += 1;
    }
    return image;
  }
}

/** Where all paths end with those of images and begin alike, what they begin with is their root. */
function belowCommonBeginning(matcher: ImageMatcher, names: readonly Named[]): ImageMatcher {
  const beginnings = new Set<string>();
  for (const named of names) {
    const { how, before } = matcher.lookUp(named) ?? {};
    if (how === 'path' && named.image.includes('/')) return matcher;
    if (before !== undefined) beginnings.add(before);
  }
  const [root, ...others] = beginnings;
  return root === undefined || others.length > 0 ? matcher : matcher.below(root);
}

const rootHint = "give the paths' common beginning with --root";
const maskHint = 'a mask may be called by the whole name of its image, as 1.jpg.png';

const found = (how: How, images: CatalogImage[]): Found | undefined =>
  images.length > 0 ? { how, images } : undefined;

function candidates(images: Map<string, CatalogImage[]>, name: string): CatalogImage[] {
  return [...new Set([...(images.get(name) ?? []), ...(images.get(stem(name)) ?? [])])];
}

function ambiguous(named: string, found: CatalogImage[]): string {
  const paths = found.map(({ path }) => path).toSorted();
  const shown = paths.slice(0, shownCandidates).join(', ') + (paths.length > shownCandidates ? ', …' : '');
  return `${named} could be any of ${found.length} images: ${shown}`;
}

/** The last step of a path, be it written with / or \\. */
export const fileName = (path: string) => posix.basename(tidy(path));

/** One form for what is the same path: slashes, and composed characters, which file systems write either way. */
const tidy = (path: string) => posix.normalize(path.replaceAll('\\', '/')).normalize('NFC');

/** Without the ending of the file. */
const stem = (path: string) => path.slice(0, path.length - posix.extname(path).length);

function put(images: Map<string, CatalogImage[]>, key: string, image: CatalogImage): void {
  const there = images.get(key);
  if (there) there.push(image);
  else images.set(key, [image]);
}
