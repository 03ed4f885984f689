import '@sveltejs/kit';
import type { arena } from '@fakexplain/contract';

declare global {
  namespace App {
    interface Error {
      /** Slug of the service's problem type, where the error came as a problem document. */
      problem?: string;
      /** Id of the occurrence, to be found in the log. */
      instance?: string;
    }
    interface PageData {
      /** On the pages of a rater: the study that is rated. */
      briefing?: arena.Briefing;
    }
    interface Locals {
      /** The id by which the logs of the site and of the services know the request. */
      requestId: string;
      /** Token of the session, where somebody is signed in in this browser. */
      session: string | undefined;
      /** Who that is, once it was asked. */
      me?: Promise<arena.Me | null>;
    }
  }
}
