import { error } from '@sveltejs/kit';
import { read } from '$app/server';
import renderer from '@resvg/resvg-wasm/index_bg.wasm?url';
import bold from 'dejavu-fonts-ttf/ttf/DejaVuSans-Bold.ttf?url';
import plain from 'dejavu-fonts-ttf/ttf/DejaVuSans.ttf?url';
import { fileNameOf } from '#lib/leaderboard/files.server.ts';
import { showPicture } from '#lib/server/download.ts';
import { readLeaderboard } from '#lib/server/read-leaderboard.ts';
import { ratingsFigure, sharesFigure } from './files.server.ts';
import { rasterise } from './raster.ts';

const figures = { ratings: ratingsFigure, shares: sharesFigure };

const bytesOf = (asset: string) => read(asset).arrayBuffer();
let fonts: Promise<Uint8Array[]> | undefined;
const readFonts = () =>
  (fonts ??= Promise.all([plain, bold].map(async (font) => new Uint8Array(await bytesOf(font)))));

/** A figure of the leaderboard that the address names, as `svg` or `png`. */
export async function answerFigure(
  figure: keyof typeof figures,
  { study, format, url }: { study: string; format: string; url: URL },
): Promise<Response> {
  if (format !== 'svg' && format !== 'png') error(404, 'Figures can be had as svg and as png.');
  const board = await readLeaderboard(study, url);
  if (board.status === 'empty') error(404, 'There are no votes on this yet, so there is no figure.');
  const svg = figures[figure](board);
  const name = `${fileNameOf(board)}-${figure}-at-${board.stamp.sequence}.${format}`;
  if (format === 'svg') return showPicture(svg, 'image/svg+xml', name);
  return showPicture(
    await rasterise(svg, { readRenderer: () => bytesOf(renderer), fonts: await readFonts() }),
    'image/png',
    name,
  );
}
