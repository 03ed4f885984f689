/**
 * Keeps the ballot page as the site sent it last, so that loading it again without a connection shows the ballots ahead.
 * Scripts, styles and images of open ballots are in the browser's own cache, since their addresses never change their
 * content. Nothing else goes through here.
 */
import { self } from '$app/service-worker';

const cacheName = 'ballot-pages';
/** The page of a study's next ballot, in any language. Of a page opened to take a vote back, no copy serves. */
const isBallotPage = ({ pathname }: URL) => /\/rate\/[^/]+\/ballot$/.test(pathname);

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.mode === 'navigate' && event.request.method === 'GET' && isBallotPage(url))
    event.respondWith(load(event.request, url.pathname));
});

async function load(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(cacheName);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(path, response.clone());
    return response;
  } catch (error) {
    const kept = await cache.match(path);
    if (kept) return kept;
    throw error;
  }
}
