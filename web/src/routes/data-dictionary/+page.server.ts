import { arena } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => arena.dataDictionary;
