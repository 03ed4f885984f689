import { posix } from 'node:path';
import type { ImageSize, Verdict } from '@fakexplain/explanation';
import { RowRefused } from '../rows/refusal.ts';

/** An image as a dataset has it. */
export interface CatalogImage extends ImageSize {
  sha256: string;
  path: string;
  label: Verdict;
}

const shownCandidates = 5;

/**
 * Finds the images of a dataset by what others call them: by path, once `root` is taken off its front, else by file
 * name alone. A name that several images have names none of them.
 */
export class ImageMatcher {
  /** Names found by file name alone, though they gave a folder. */
  byNameAlone = 0;
  readonly #dataset: string;
  readonly #root: string | undefined;
  readonly #byPath = new Map<string, CatalogImage[]>();
  readonly #byName = new Map<string, CatalogImage[]>();

  constructor(dataset: string, images: readonly CatalogImage[], root?: string) {
    this.#dataset = dataset;
    this.#root = root === undefined ? undefined : tidy(root).replace(/\/+$/, '');
    for (const image of images) {
      // Also without its ending, for masks.
      for (const path of new Set([image.path, stem(image.path)])) {
        put(this.#byPath, path, image);
        put(this.#byName, posix.basename(path), image);
      }
    }
  }

  /**
   * The image that a path means. A path below `root` must be one of the dataset's.
   * @throws RowRefused where no image is meant, or where several could be
   */
  find(named: string, field: string): CatalogImage {
    const full = ({ path }: CatalogImage, name: string) => path === name;
    const last = ({ path }: CatalogImage, name: string) => posix.basename(path) === name;
    const hint = "give the paths' common beginning with --root";
    return this.#find(named, field, hint, (name) => ({
      atPath: (this.#byPath.get(name) ?? []).filter((image) => full(image, name)),
      atName: (this.#byName.get(posix.basename(name)) ?? []).filter((image) =>
        last(image, posix.basename(name)),
      ),
    }));
  }

  /**
   * The image that a mask belongs to: the one whose path the mask has, whose path it has with another ending, or with an
   * ending more (`1.png` and `1.jpg.png` are masks of `1.jpg`). Where images differ by their endings alone, `1.png` is
   * a mask of none.
   * @throws RowRefused where it belongs to no image, or could belong to several
   */
  findOfMask(named: string, field: string): CatalogImage {
    const hint = 'a mask may be called by the whole name of its image, as 1.jpg.png';
    return this.#find(named, field, hint, (name) => ({
      atPath: candidates(this.#byPath, name),
      atName: candidates(this.#byName, posix.basename(name)),
    }));
  }

  #find(
    named: string,
    field: string,
    hint: string,
    lookUp: (name: string) => { atPath: CatalogImage[]; atName: CatalogImage[] },
  ): CatalogImage {
    const tidied = tidy(named);
    const below = this.#root !== undefined && tidied.startsWith(`${this.#root}/`);
    const path = below ? tidied.slice((this.#root ?? '').length + 1) : tidied;
    const { atPath, atName } = lookUp(path);
    const found = atPath.length > 0 || below ? atPath : atName;
    const [image, ...others] = found;
    if (!image) {
      const what = below ? path : posix.basename(path);
      throw new RowRefused(field, `the dataset ${this.#dataset} has no image ${what}`);
    }
    if (others.length > 0) throw new RowRefused(field, `${ambiguous(named, found)}; ${hint}`);
    if (atPath.length === 0 && path.includes('/')) this.byNameAlone += 1;
    return image;
  }
}

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

const tidy = (path: string) => posix.normalize(path.replaceAll('\\', '/'));

/** Without the ending of the file. */
const stem = (path: string) => path.slice(0, path.length - posix.extname(path).length);

function put(images: Map<string, CatalogImage[]>, key: string, image: CatalogImage): void {
  const there = images.get(key);
  if (there) there.push(image);
  else images.set(key, [image]);
}
