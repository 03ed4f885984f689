export {
  actorOf,
  apiKeyOf,
  bearerToken,
  readerHeaders,
  readerOf,
  type Accounts,
  type Reader,
} from './access.ts';
export {
  clientAddress,
  nearestClient,
  networkOf,
  parseTrustedProxies,
  type TrustedProxies,
} from './client-address.ts';
export { createApp, type AppOptions } from './create-app.ts';
export { EnvironmentError, environmentOfStart, readEnvironment, serviceSettings } from './env.ts';
export { sendJson, toJson, type Json } from './json-answer.ts';
export { limitSetting, limitRequests, type TakesTokens } from './limits.ts';
export { listen, refusal, runService, type Listening, type ListenOptions } from './listen.ts';
export { createLogger, logLevelSchema, type Logger } from './logger.ts';
export { limitConcurrency } from './limit-concurrency.ts';
export { mapInOrder } from './map-in-order.ts';
export { ProblemError, problemResponse, type ProblemDetails } from './problem.ts';
export { inDuration, showProgress, type Progress } from './show-progress.ts';
export { sharedAnswers, type Made, type SharedAnswers } from './shared-answers.ts';
export { workQueue, type WorkQueue } from './work-queue.ts';
