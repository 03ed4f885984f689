import type { catalogSchema } from '@fakexplain/database/schema';
import sharp from 'sharp';
import { exifTags } from './exif-tags.ts';
import { fileChunks, type FileChunk } from './file-chunks.ts';

type FileMark = catalogSchema.FileMark;

/** What a file tells beside what is seen, in this order. */
export const fileMarks = ['exif', 'text', 'xmp', 'c2pa', 'made', 'transparent'] as const satisfies FileMark[];

/** Of C2PA's box in files of the base media format (C2PA 2.1, A.5.1). */
const c2paBox = 'd8fec3d61b0e483c92975828877ec481';
/** Keywords of PNG text under which programs say what they are and what they were asked for. */
const makers =
  /^(?:software|parameters|prompt|negative.?prompt|workflow|generation.*|sd-metadata|invokeai.*|dream|creation tool|source|ai.*)$/i;
/** Image description, make, model, software, artist, and the comment in which prompts are kept. */
const makingTags = [0x010e, 0x010f, 0x0110, 0x0131, 0x013b, 0x9286];
const makingXmp = /DigitalSourceType|CreatorTool|softwareAgent/;

/**
 * Looks for what a file carries beside its pixels. Re-encoding removes all of it, so this is done at import.
 * `made` says that any of it can tell how the image was made: content credentials, XMP with a source type or tool, EXIF with
 * a camera or program, text under the keyword of one. What they say is not checked.
 * @throws where the file cannot be decoded
 */
export async function findMarks(bytes: Uint8Array, mediaType: string): Promise<FileMark[]> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const image = sharp(file, { failOn: 'error', limitInputPixels: false });
  const { exif, xmpAsString: xmp, hasAlpha } = await image.metadata();
  const chunks = [...fileChunks(file, mediaType)];
  const keywords = chunks.flatMap((chunk) => keywordOf(chunk) ?? []);
  const isSigned = chunks.some(isC2pa);
  const found: Record<FileMark, boolean> = {
    exif: exif !== undefined,
    text: keywords.length > 0,
    xmp: xmp !== undefined,
    c2pa: isSigned,
    made:
      isSigned ||
      makingXmp.test(xmp ?? '') ||
      keywords.some((keyword) => makers.test(keyword)) ||
      (exif !== undefined && makingTags.some((tag) => exifTags(exif).has(tag))),
    transparent: hasAlpha && !(await image.stats()).isOpaque,
  };
  return fileMarks.filter((mark) => found[mark]);
}

/** The keyword of a text chunk, empty for a comment without one; undefined for anything else. */
function keywordOf({ name, data }: FileChunk): string | undefined {
  if (['tEXt', 'zTXt', 'iTXt'].includes(name)) {
    const keyword = data.toString('latin1', 0, Math.max(0, data.indexOf(0)));
    // XMP travels as text in PNG, and counts as XMP.
    return keyword === 'XML:com.adobe.xmp' ? undefined : keyword;
  }
  return name === 'fffe' || name === '21fe' ? '' : undefined;
}

function isC2pa({ name, data }: FileChunk): boolean {
  if (name === 'caBX' || name === 'C2PA') return true;
  if (name === 'ffeb') return data.toString('latin1', 0, 2) === 'JP' && data.includes('jumb');
  return name === 'uuid' && data.toString('hex', 0, 16) === c2paBox;
}
