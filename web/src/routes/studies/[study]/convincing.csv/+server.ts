import { convincingCsv } from '#lib/convincing/files.server.ts';
import { readConvincing } from '#lib/convincing/read-convincing.server.ts';
import { download } from '#lib/server/download.ts';
import { orErrorPage } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, url }) => {
  const report = await orErrorPage(readConvincing(params.study, url));
  return download(
    convincingCsv(report),
    'text/csv; charset=utf-8; header=present',
    `${report.study.slug}-convincing-at-${report.sequence}.csv`,
  );
};
