import compression from 'compression';

/**
 * Compresses answers as the visitor's browser can read them, as they come. Event streams stay as they are, since an encoder
 * would hold events back. Files that the build has compressed already are passed on.
 */
export const compress = compression({
  filter: (request, response) =>
    !String(response.getHeader('content-type')).startsWith('text/event-stream') &&
    compression.filter(request, response),
});
