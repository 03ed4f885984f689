export * as arena from './arena/index.ts';
export { bodyLimits } from './body-limits.ts';
export * as catalog from './catalog/index.ts';
export { call, send, ServiceProblem, ServiceUnreachable, type ClientOptions } from './client.ts';
export type { Embargo } from './embargo.ts';
export { fetchFromLiving } from './fetch-from-living.ts';
export { fieldsOf, type Field } from './fields.ts';
export * as inference from './inference/index.ts';
export * as metrics from './metrics/index.ts';
export { nullIsAbsent } from './null-is-absent.ts';
export {
  problemResponses,
  problemSchema,
  problemTypes,
  type ProblemDocument,
  type ProblemType,
} from './problems.ts';
export { sha256Schema, slugSchema } from './shared.ts';
export { whileOpen } from './while-open.ts';
export type { BallotExplanation, ShownExplanation } from './shared.ts';
