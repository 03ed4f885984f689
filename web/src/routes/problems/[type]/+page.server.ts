import { error } from '@sveltejs/kit';
import { problemPages } from '#lib/server/problem-pages.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ params }) => {
  const problem = problemPages.find(({ type }) => type === params.type);
  if (!problem) error(404, `The services know no problem called “${params.type}”.`);
  return { problem };
};
