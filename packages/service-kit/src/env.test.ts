import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { readEnvironment } from './env.ts';

const schema = z.object({
  DATABASE_URL: z.url(),
  PORT: z.coerce.number().int().max(65535).default(4101),
  TOKEN: z.string().min(20).optional(),
});
const url = 'postgres://u:secret@db/x';

describe('readEnvironment', () => {
  it('takes what the schema names and nothing else', () => {
    expect(readEnvironment(schema, { DATABASE_URL: url, PORT: '80', HOME: '/' })).toEqual({
      DATABASE_URL: url,
      PORT: 80,
    });
  });

  it('counts an empty variable as unset', () => {
    expect(readEnvironment(schema, { DATABASE_URL: url, PORT: '', TOKEN: '' }).PORT).toBe(4101);
    expect(() => readEnvironment(schema, { DATABASE_URL: '' })).toThrow('DATABASE_URL: is not set');
  });

  it('reports all problems at once, without the values', () => {
    let message = '';
    try {
      readEnvironment(schema, { PORT: '99999999', TOKEN: 'hunter2' });
    } catch (error) {
      message = String(error);
    }
    expect(message).toMatch(/DATABASE_URL: is not set/);
    expect(message).toMatch(/PORT: Too large/);
    expect(message).toMatch(/TOKEN: Too short/);
    expect(message).not.toMatch(/hunter2|99999999/);
  });
});
