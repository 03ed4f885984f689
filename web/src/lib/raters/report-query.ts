import type { arena } from '@fakexplain/contract';

/** What the page of raters shows, as its address says. */
export interface ReportQuery {
  sort: 'votes' | 'left' | 'checks' | 'fast' | 'flags' | 'consentedAt';
  order: 'ascending' | 'descending';
  flagged: 'all' | 'any' | arena.Sentinel;
  page: number;
}

/** What an address says that says nothing. */
export const usualQuery: ReportQuery = { sort: 'votes', order: 'descending', flagged: 'all', page: 1 };

/** The query as an address says it: only what is not as usual. Another order or filter begins with its first page. */
export function reportAddress(query: ReportQuery, change: Partial<ReportQuery>): string {
  return `?${parametersOf({ ...query, page: 1, ...change })}#raters`;
}

/** Where a form of the page is sent, so that it shows the same again. */
export function reportAction(query: ReportQuery, name: string): string {
  const parameters = parametersOf(query);
  return `?/${name}${parameters.size > 0 ? `&${parameters}` : ''}`;
}

function parametersOf({ sort, order, flagged, page }: ReportQuery): URLSearchParams {
  const parameters = new URLSearchParams();
  if (sort !== usualQuery.sort) parameters.set('sort', sort);
  if (order !== usualQuery.order) parameters.set('order', order);
  if (flagged !== usualQuery.flagged) parameters.set('flagged', flagged);
  if (page !== usualQuery.page) parameters.set('page', String(page));
  return parameters;
}

/** The order that a click on a header asks for: largest first, or the other way round where it is so already. */
export const sortBy = (query: ReportQuery, sort: ReportQuery['sort']): Partial<ReportQuery> => ({
  sort,
  order: query.sort === sort && query.order === 'descending' ? 'ascending' : 'descending',
});
