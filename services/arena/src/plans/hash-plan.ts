import { hash } from 'node:crypto';
import type { KeptPlan } from '@fakexplain/database/schema';
import { canonicalJson } from '../canonical-json.ts';

interface Written {
  /** Slug of the study. */
  study: string;
  plan: KeptPlan;
  plannedAt: Date;
}

/** SHA-256 of a plan as canonical JSON, hex: the same wherever and in whatever order of fields it is written. */
export const hashPlan = ({ study, plan, plannedAt }: Written): string =>
  hash('sha256', canonicalJson({ study, plan, plannedAt: plannedAt.toISOString() }));
