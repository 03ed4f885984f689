import { describe, expect, it } from 'vitest';
import { pendingMigrations } from './compare.ts';

const file = (name: string) => ({ name, sha256: `hash of ${name}`, text: '' });
const files = ['0000_a.sql', '0001_b.sql', '0002_c.sql'].map(file);

describe('pendingMigrations', () => {
  it('are what comes after the applied ones', () => {
    for (const count of [0, 1, 2, 3]) {
      expect(pendingMigrations(files.slice(0, count), files)).toEqual(files.slice(count));
    }
  });

  it('are refused when an applied file changed', () => {
    const applied = [file('0000_a.sql'), { name: '0001_b.sql', sha256: 'other' }];
    expect(() => pendingMigrations(applied, files)).toThrow(
      'Migration 0001_b.sql was changed after it was applied',
    );
  });

  it('are refused when an applied file is missing', () => {
    expect(() => pendingMigrations([file('0000_z.sql')], files)).toThrow('0000_z.sql was applied');
    const gap = [file('0000_a.sql'), file('0002_c.sql')];
    expect(() => pendingMigrations(gap, files)).toThrow('0001_b.sql stands in its place');
  });

  it('are refused when the database is newer', () => {
    expect(() => pendingMigrations(files, files.slice(0, 2))).toThrow(
      'newer than this program: it has 0002_c.sql',
    );
  });
});
