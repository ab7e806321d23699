import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { configSchema } from '../../harness/model/config.ts';

const published: unknown = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../schema/config.schema.json'), 'utf8'),
);

type Form = { readonly [key: string]: unknown };

/** Every property of every object in it, with the path to it. */
function properties(form: unknown, path: string): [string, Form][] {
  if (typeof form !== 'object' || form === null) return [];
  if (Array.isArray(form)) return form.flatMap((one) => properties(one, path));
  return Object.entries(form).flatMap(([key, value]) => {
    if (key !== 'properties') return properties(value, path);
    return Object.entries(value as Record<string, Form>).flatMap(([name, one]): [string, Form][] => [
      [`${path}.${name}`, one],
      ...properties(one, `${path}.${name}`),
    ]);
  });
}

describe('the published form of a configuration', () => {
  it('is the one that files are held to', () => {
    expect(published).toEqual({
      title: 'Configuration of Modebench',
      ...z.toJSONSchema(configSchema, { io: 'input' }),
    });
  });

  it('tells an editor what each of its keys is', () => {
    const own = properties(published, '').filter(([path]) => !/\.(slow|capture|body)\b./.test(path));
    expect(own.length).toBeGreaterThan(60);
    expect(own.filter(([, form]) => form.description === undefined).map(([path]) => path)).toEqual([]);
  });
});
