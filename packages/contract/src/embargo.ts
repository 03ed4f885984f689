import { z } from '@hono/zod-openapi';
import { slugSchema } from './shared.ts';

const studySchema = z.object({
  slug: slugSchema.meta({ title: 'Slug', description: 'Name of the study in addresses.' }),
  title: z.string().meta({ title: 'Study', description: 'Title of the study as pages show it.' }),
});

export const embargoingStudiesField = z.array(studySchema).meta({
  title: 'Studies',
  description: 'Open studies for which it is withheld from the public; none where nothing is.',
});

/**
 * What an answer says of what is withheld, so that a list is never shorter in silence.
 * @param unit what is counted: `images` or `runs`
 */
export const embargoField = (unit: 'images' | 'runs', of: string) =>
  z
    .object({
      count: z.int().meta({
        title: 'Under embargo',
        description: `${of} of which the public is shown nothing now.`,
        unit,
      }),
      withheld: z.boolean().meta({
        title: 'Withheld',
        description: 'Whether they are left out of this answer; maintainers see them.',
      }),
      studies: embargoingStudiesField,
    })
    .meta({ title: 'Embargo', description: 'What is withheld from the public while studies are open.' });
export type Embargo = z.infer<ReturnType<typeof embargoField>>;
