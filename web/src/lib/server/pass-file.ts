/** A file of a service, passed on as it comes, for whom it says. */
export function passFile({ headers: given, body }: Response): Response {
  const headers = new Headers({ vary: 'Cookie' });
  for (const name of ['content-type', 'content-disposition', 'cache-control', 'link']) {
    const value = given.get(name);
    if (value !== null) headers.set(name, value);
  }
  return new Response(body, { headers });
}
