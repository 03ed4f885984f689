import { planCurve } from '@fakexplain/statistics/plan-curve';
import { readPlan } from '#lib/plan/read-plan.ts';
import type { PageServerLoad } from './$types';

export const load: PageServerLoad = ({ url }) => {
  const form = readPlan(url.searchParams);
  return { ...form, curve: form.question && planCurve(form.question) };
};
