import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { claimSchemas } from '../../harness/claims/format.ts';
import { parseClaims } from '../../harness/claims/parse-claims.ts';
import { claimMetricNames } from '../../harness/model/claim-metric.ts';
import { documented } from '../helpers/claim-vocabulary.ts';

const text = readFileSync(new URL('../../docs/claims.md', import.meta.url), 'utf8');
const example = /```yaml[^\n]*\n([\s\S]*?)```/.exec(text)?.[1] ?? '';

describe('the guide to claim files', () => {
  it('has an example that is sound, with a claim of every kind', () => {
    const { claims, problems } = parseClaims(example, 'example.yml', documented);
    expect(problems).toEqual([]);
    const kinds = claimSchemas.map((schema) => schema.shape.kind.value);
    expect([...new Set(claims.map(({ kind }) => kind))].sort()).toEqual([...kinds].sort());
  });

  it('names every kind and every metric', () => {
    for (const schema of claimSchemas) expect(text).toContain(`| \`${schema.shape.kind.value}\` |`);
    for (const metric of claimMetricNames) expect(text).toContain(`\`${metric}\``);
  });
});
