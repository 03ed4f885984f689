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
