import { call, metrics, orErrorPage, toMetrics } from '#lib/server/services.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = () => orErrorPage(call(metrics.listPublished, {}, toMetrics()));
