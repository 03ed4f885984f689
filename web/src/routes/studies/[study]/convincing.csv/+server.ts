import { convincingCsv } from '#lib/convincing/files.server.ts';
import { readConvincing } from '#lib/convincing/read-convincing.server.ts';
import { downloadCsv } from '#lib/server/download.ts';
import { orErrorPage } from '#lib/server/services.ts';
import type { RequestHandler } from './$types';

export const GET: RequestHandler = async ({ params, url }) => {
  const report = await orErrorPage(readConvincing(params.study, url));
  return downloadCsv(url, convincingCsv(report), `${report.study.slug}-convincing-at-${report.sequence}.csv`);
};
