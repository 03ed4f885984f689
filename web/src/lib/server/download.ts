import { withoutComments } from '../table/csv.ts';

const fileHeaders = (type: string, disposition: string) => ({
  'content-type': type,
  'content-disposition': disposition,
  // Maintainers get more than others at the same address.
  'cache-control': 'private, no-cache',
  vary: 'Cookie',
});

/** An answer that a browser saves as a file. */
export const download = (text: string, type: string, name: string): Response =>
  new Response(text, { headers: fileHeaders(type, `attachment; filename="${name}"`) });

/** A picture that a browser shows, and saves by that name. Opened by itself it loads and runs nothing. */
export const showPicture = (
  picture: string | Uint8Array<ArrayBuffer>,
  type: 'image/svg+xml' | 'image/png',
  name: string,
): Response =>
  new Response(picture, {
    headers: {
      ...fileHeaders(type, `inline; filename="${name}"`),
      'content-security-policy': "default-src 'none'",
    },
  });

/** A CSV file; `?comments=0` leaves its comment lines out. */
export const downloadCsv = (url: URL, text: string, name: string): Response =>
  download(
    url.searchParams.get('comments') === '0' ? withoutComments(text) : text,
    'text/csv; charset=utf-8; header=present',
    name,
  );
