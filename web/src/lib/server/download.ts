import { withoutComments } from '../table/csv.ts';

/** An answer that a browser saves as a file. */
export const download = (text: string, type: string, name: string): Response =>
  new Response(text, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      // Maintainers get more than others at the same address.
      'cache-control': 'private, no-cache',
      vary: 'Cookie',
    },
  });

/** A CSV file; `?comments=0` leaves its comment lines out. */
export const downloadCsv = (url: URL, text: string, name: string): Response =>
  download(
    url.searchParams.get('comments') === '0' ? withoutComments(text) : text,
    'text/csv; charset=utf-8; header=present',
    name,
  );
