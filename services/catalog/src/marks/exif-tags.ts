const exifDirectory = 0x8769;

/**
 * The tags of an EXIF block: of the image itself and of how it was taken.
 * @param exif with or without its first six bytes `Exif\0\0`; of a broken block those that can be read
 */
export function exifTags(exif: Buffer): Set<number> {
  const tiff = exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif;
  const tags = new Set<number>();
  const isLittle = tiff.toString('latin1', 0, 2) === 'II';
  const short = (at: number) => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
  const long = (at: number) => (isLittle ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at));
  const read = (directory: number, isInner: boolean) => {
    if (directory + 2 > tiff.length) return;
    for (
      let entry = 0, at = directory + 2;
      entry < short(directory) && at + 12 <= tiff.length;
      entry++, at += 12
    ) {
      const tag = short(at);
      tags.add(tag);
      if (tag === exifDirectory && !isInner) read(long(at + 8), true);
    }
  };
  if (tiff.length >= 8) read(long(4), false);
  return tags;
}
