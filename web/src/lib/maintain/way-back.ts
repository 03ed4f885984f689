/** Where to go after signing in: a path of this site that an address names, or the maintainers' own page. */
export function wayBack(path: string | null): string {
  const home = '/maintain';
  if (path === null || !path.startsWith('/')) return home;
  const site = new URL('http://this.site');
  const target = URL.canParse(path, site) ? new URL(path, site) : site;
  const isHere = target.origin === site.origin && /^\/[^/]/.test(target.pathname);
  return isHere ? target.pathname + target.search : home;
}
