import { initWasm, Resvg } from '@resvg/resvg-wasm';

/** Pixels of a picture for each CSS pixel of its figure: 300 a inch at a width of 13.5 cm. */
export const pixelRatio = 2;

let started: Promise<void> | undefined;

/**
 * Makes pictures of figures: by a renderer and fonts that come along, so that they are the same on every machine, whatever
 * fonts it has. Characters that the fonts lack are drawn as boxes.
 * @param readRenderer bytes of the renderer, asked for once a process
 * @param fonts bytes of TrueType fonts
 */
export async function rasterise(
  svg: string,
  { readRenderer, fonts }: { readRenderer: () => Promise<ArrayBuffer>; fonts: Uint8Array[] },
): Promise<Uint8Array<ArrayBuffer>> {
  started ??= readRenderer().then(initWasm);
  await started;
  const resvg = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: pixelRatio },
    font: { loadSystemFonts: false, fontBuffers: fonts, defaultFontFamily: 'DejaVu Sans' },
  });
  const rendered = resvg.render();
  const png = new Uint8Array(rendered.asPng());
  rendered.free();
  resvg.free();
  return png;
}
