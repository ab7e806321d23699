import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { configExtensions } from '../../harness/config/find-config.ts';
import { makePlan } from '../../harness/plan/make-plan.ts';
import { scenarioOf } from '../../harness/plan/own-scenarios.ts';
import { Problems } from '../../harness/plan/problems.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';
import { complaints, read } from './folder.ts';

const text = readFileSync(new URL('../../docs/config.md', import.meta.url), 'utf8');
const example = (language: string) =>
  new RegExp(`\`\`\`${language}[^\n]*\n([\\s\\S]*?)\`\`\``).exec(text)?.[1] ?? '';

describe('the guide to configurations', () => {
  it('has an example that makes a plan', async () => {
    const { config, folder } = await read({ 'bench.config.yaml': example('yaml') });
    const problems = new Problems();
    const scenarios = Object.entries(config.scenarios ?? {}).map(([name, scenario]) =>
      scenarioOf(name, scenario, { folder, made: false }, problems),
    );
    const own = { folder, modes: config.modes ?? {}, scenarios };
    const plan = makePlan({}, { ...smallCatalogue, own }, 1);
    expect(plan.baseline).toBe('single');
    expect(plan.scenarios.map(({ name, thinkMs }) => [name, thinkMs])).toEqual([
      ['home', undefined],
      ['cart', 200],
    ]);
    expect(problems.found).toEqual([]);
  });

  it('has an example of a program', async () => {
    expect(await complaints({ 'bench.config.ts': example('ts') })).toEqual([]);
  });

  it('names every kind of file, and problems as they are told', async () => {
    for (const extension of configExtensions) expect(text).toContain(`${extension}\``);
    const wrong =
      'name: a\nmodes:\n  single:\n    command: x\n  prefork:\n    command: x\n    workers: many\n\nscenarois: {}\n';
    for (const told of await complaints({ 'bench.config.yaml': wrong })) {
      for (const part of told.split(' | ')) expect(text).toContain(part);
    }
  });
});
