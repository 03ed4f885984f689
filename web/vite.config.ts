import adapter from '@sveltejs/adapter-node';
import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig, type Plugin } from 'vite';
import { speak } from './languages/plugin.ts';
import { isLanguage, languageFacts } from './src/lib/languages/languages.ts';

/** Each language is a build of its own, so that its pages hold no word of another. */
const language = process.env.SITE_LANGUAGE || 'en';
if (!isLanguage(language)) throw new Error(`SITE_LANGUAGE: the site does not speak ${language}`);
process.env.VITE_LANGUAGE = language;

/** What `server/main.ts` puts before the pages, before those of the development server. */
const inFront: Plugin = {
  name: 'in-front',
  async configureServer({ middlewares }) {
    const { readSiteEnv, siteMiddleware } = await import('./server/middleware.ts');
    middlewares.use(siteMiddleware(readSiteEnv()));
  },
};

export default defineConfig({
  plugins: [
    inFront,
    ...(language === 'en' ? [] : [speak(language)]),
    sveltekit({
      adapter: adapter({ out: `build/${language}` }),
      ...(language !== 'en' && { outDir: `.svelte-kit/${language}` }),
      compilerOptions: { runes: true },
      // The server says which page an address is: the list of all pages need not be loaded with the first one.
      router: { resolution: 'server' },
      // Relative addresses that it answers with lead nowhere once another page of another depth is shown.
      paths: { relative: false, base: languageFacts[language].prefix },
      csp: {
        mode: 'nonce',
        directives: {
          'default-src': ['self'],
          'img-src': ['self', 'data:', 'blob:'],
          // Shades of heat tables and aspect ratios are style attributes; elements need a nonce.
          'style-src-attr': ['unsafe-inline'],
          'object-src': ['none'],
          'base-uri': ['self'],
          'form-action': ['self'],
          'frame-ancestors': ['none'],
        },
      },
    }),
  ],
  environments: {
    client: {
      build: {
        rolldownOptions: {
          output: {
            codeSplitting: {
              // Few larger files compress better than many small ones. Two entries of SvelteKit must stay apart.
              groups: [
                {
                  name: 'runtime',
                  // What sends forms, and what binds lists of choices, is of other pages than the one on which people vote.
                  test: /node_modules.*(svelte.src.internal.(?!client.dom.(elements.bindings.select|blocks.svelte-element))|devalue|kit.src.(?!runtime.(app.forms|client.(client-)?entry)))/,
                  priority: 2,
                },
                // The header of rating pages is part of the layout of all pages; what a vote or a key asks for comes then.
                {
                  name: 'rating',
                  test: /src.lib.rating.(?!RatingHeader|on-demand.ts|DeskMenu|RecentVote|WaitingVotes|ReasonChips|PassForm|KeyHelp|key-help|notices)/,
                  priority: 1,
                },
              ],
            },
          },
        },
      },
    },
  },
  // The workspace's packages are TypeScript sources.
  ssr: { noExternal: [/^@fakexplain\//] },
});
