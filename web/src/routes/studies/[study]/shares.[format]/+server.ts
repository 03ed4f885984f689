import { answerFigure } from '#lib/figure/answer-figure.server.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = ({ params, url }) => answerFigure('shares', { ...params, url });
