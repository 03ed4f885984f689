import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { BrowserContext } from 'playwright-core';

/** What a panel of participants does, as Prolific does it: it leads them to a study, and takes them back with a code. */
export interface PanelDouble {
  /** Where a participant takes a place, who is led on from there. */
  startOf: (participant: string) => string;
  /** Address of the study, as a researcher puts it into the panel's settings, with the panel's placeholders. */
  leadsTo: (address: string) => void;
  /** Codes with which participants came back. */
  codes: () => string[];
  /** Lets a browser find the double where the panel would be. */
  standIn: (context: BrowserContext) => Promise<void>;
  stop: () => Promise<void>;
}

export async function startPanel(origin = 'https://app.prolific.com'): Promise<PanelDouble> {
  const codes: string[] = [];
  let study = '';
  const server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://panel');
    if (pathname === '/start') {
      const fill: Record<string, string> = {
        PROLIFIC_PID: searchParams.get('participant') ?? '',
        STUDY_ID: '64b0c1d2e3f4a5b6c7d8e9f0',
        SESSION_ID: '75c1d2e3f4a5b6c7d8e9f0a1',
      };
      const location = study.replaceAll(/\{\{%(\w+)%\}\}/g, (_, name: string) => fill[name] ?? '');
      response.writeHead(302, { location }).end();
    } else if (pathname === '/submissions/complete') {
      codes.push(searchParams.get('cc') ?? '');
      response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Submission received</h1>');
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const own = `http://127.0.0.1:${port}`;
  return {
    startOf: (participant) => `${own}/start?participant=${participant}`,
    leadsTo: (address) => (study = address),
    codes: () => [...codes],
    async standIn(context) {
      await context.route(`${origin}/**`, async (route) => {
        const { pathname, search } = new URL(route.request().url());
        const answer = await fetch(own + pathname + search);
        await route.fulfill({
          status: answer.status,
          contentType: answer.headers.get('content-type') ?? '',
          body: await answer.text(),
        });
      });
    },
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
