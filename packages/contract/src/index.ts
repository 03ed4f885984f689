import { z } from '@hono/zod-openapi';
import { sentenceOfIssue } from './issue-sentences.ts';

// What any schema refuses is said in sentences, wherever the contract is known: in problems, reports of imports, and the terminal.
z.config({ localeError: sentenceOfIssue });

export {
  accessOf,
  changes,
  includesRole,
  includesScope,
  operationsOf,
  roleOf,
  roleSchema,
  scopeSchema,
  type Access,
  type Identity,
  type Role,
  type Scope,
} from './access.ts';
export * as arena from './arena/index.ts';
export { bodyLimits } from './body-limits.ts';
export * as catalog from './catalog/index.ts';
export { call, send, ServiceProblem, ServiceUnreachable, type ClientOptions } from './client.ts';
export type { Embargo } from './embargo.ts';
export { fetchFromLiving } from './fetch-from-living.ts';
export { fieldTitle } from './field-title.ts';
export { fieldsOf, type Field } from './fields.ts';
export { issueSentences, typeWords } from './issue-sentences.ts';
export * as inference from './inference/index.ts';
export * as metrics from './metrics/index.ts';
export { nullIsAbsent } from './null-is-absent.ts';
export type { Operation } from './operation.ts';
export {
  problemResponses,
  problemSchema,
  problemTypes,
  type ProblemDocument,
  type ProblemType,
} from './problems.ts';
export { fill, sentences, sentenceTexts } from './sentences.ts';
export { sha256Schema, slugSchema } from './shared.ts';
export { whileOpen } from './while-open.ts';
export type { BallotExplanation, ShownExplanation } from './shared.ts';
