import { leaderboardWords } from '#lib/server/read-leaderboard.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ fields: leaderboardWords() });
