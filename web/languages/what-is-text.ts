/** Elements whose content is code, or drawn. */
export const opaqueElements: ReadonlySet<string> = new Set(['code', 'pre', 'kbd', 'script', 'style', 'samp']);

const textAttributes = new Set([
  'abbr',
  'alt',
  'aria-description',
  'aria-label',
  'aria-roledescription',
  'aria-valuetext',
  'content',
  'label',
  'placeholder',
  'title',
]);

/** Whether an element's attribute is words for people. */
export const kindOfAttribute = (name: string): 'text' | 'quiet' =>
  textAttributes.has(name) ? 'text' : 'quiet';

const quietProperties =
  /^(action|accept|class|code|dir|href|id|key|lang|method|mode|path|pattern|rel|role|sameSite|slug|src|style|type|unit|credentials|headers|accept|content-type|.*Class)$/;

/** Whether a property of a component or of an object holds no words. */
export const isQuietProperty = (name: string): boolean => quietProperties.test(name);

/** Whether all strings of a property stand on the page. */
export const isShownProperty = (name: string): boolean => /^(text|title|caption|words|hint)$/.test(name);

/**
 * Whether a string is words for people.
 * @param shown it stands where all strings are shown
 */
export function isShown(text: string, shown: boolean): boolean {
  if (!/\p{L}/u.test(text)) return false;
  if (shown) return true;
  if (/^[\w-]+\/[\w+.-]+(;|$)/.test(text) || /^https?:/.test(text)) return false;
  return (
    /^[“(]?\p{Lu}[^]*\p{Ll}/u.test(text) ||
    /[\p{L}\d}][,.;:!?’”)]* [“(]?\p{L}/u.test(text) ||
    /^ .*\p{L}|\p{L}.* $/u.test(text)
  );
}
