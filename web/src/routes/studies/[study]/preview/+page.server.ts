import { blindSides } from '#lib/rating/blind.server.ts';
import { forMaintainers } from '#lib/maintain/for-maintainers.server.ts';
import { arena, call, toArena } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

const wholeNumber = (text: string | null, least: number, most: number): number => {
  const value = Number.parseInt(text ?? '', 10);
  return Number.isNaN(value) ? least : Math.min(most, Math.max(least, value));
};

export const load: PageServerLoad = async ({ params, url }) => {
  const seed = wholeNumber(url.searchParams.get('seed'), 1, 2_147_483_647);
  const { briefing, practice, ballots } = await forMaintainers(
    call(arena.previewStudy, { params, query: { seed } }, toArena()),
    url,
  );
  const pages = [
    ...practice.map((ballot, index) => ({
      ...blindSides(ballot),
      title: `Practice ${index + 1} of ${practice.length}`,
      isPractice: true,
    })),
    ...ballots.map(({ image, left, right, sha256 }, index) => ({
      ...blindSides({ image, left, right, sha256 }),
      title: `Ballot ${index + 1} of ${ballots.length}`,
      isPractice: false,
    })),
  ];
  const step = wholeNumber(url.searchParams.get('step'), 0, pages.length + 1);
  return {
    briefing,
    seed,
    step,
    pages: pages.length,
    practice: practice.length,
    page: pages[step - 1] ?? null,
  };
};
