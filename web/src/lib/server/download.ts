/** An answer that a browser saves as a file. */
export const download = (text: string, type: string, name: string): Response =>
  new Response(text, {
    headers: {
      'content-type': type,
      'content-disposition': `attachment; filename="${name}"`,
      'cache-control': 'no-cache',
    },
  });
