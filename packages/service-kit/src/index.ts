export { createApp, type AppOptions } from './create-app.ts';
export { readEnvironment } from './env.ts';
export { keepOpenApiFile } from './keep-openapi-file.ts';
export { listen, type Listening, type ListenOptions } from './listen.ts';
export { createLogger, type Logger } from './logger.ts';
export { ProblemError, type ProblemDetails } from './problem.ts';
