import { arena } from '@fakexplain/contract';
import { usualQuery, type ReportQuery } from './report-query.ts';

/** The query of an address; where it says something wrongly, what is usual. */
export function readReportQuery(parameters: URLSearchParams): ReportQuery {
  const read = arena.listRaterReports.request.query.safeParse(Object.fromEntries(parameters));
  return read.success ? read.data : usualQuery;
}
