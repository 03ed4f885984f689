import { leaderboardFields } from '#lib/leaderboard/files.server.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => ({ fields: leaderboardFields });
