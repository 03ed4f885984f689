import { arena } from '@fakexplain/contract';
import { usualQuery, type ReportQuery } from './report-query.ts';

/** The query of an address, which may name a form's action too; where it says something wrongly, what is usual. */
export function readReportQuery(parameters: URLSearchParams): ReportQuery {
  const read = arena.listRaterReports.request.query.safeParse(
    Object.fromEntries([...parameters].filter(([name]) => !name.startsWith('/'))),
  );
  return read.success ? read.data : usualQuery;
}
