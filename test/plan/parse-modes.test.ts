import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { UsageError } from '../../harness/model/failure.ts';
import { planSchema } from '../../harness/model/plan.ts';
import { makePlan, type RunRequest } from '../../harness/plan/make-plan.ts';
import { smallCatalogue } from '../helpers/catalogue.ts';

const variants = (request: RunRequest) => makePlan(request, smallCatalogue, 7).variants;
const ids = (request: RunRequest) => variants(request).map(({ id }) => id);
const labels = (request: RunRequest) => variants(request).map(({ label }) => label);

function problemsOf(request: RunRequest): string[] {
  try {
    makePlan(request, smallCatalogue, 7);
  } catch (error) {
    if (error instanceof UsageError)
      return error.problems.map((p) => `${p.where}: ${p.message} | ${p.hint ?? ''}`);
    throw error;
  }
  return [];
}

describe('layers round a mode', () => {
  it('are written after it, from the inside out', () => {
    const [variant] = variants({ modes: 'prefork+supervisor+nginx:workers=2:backends=3' });
    expect(variant).toMatchObject({
      id: 'prefork+supervisor+nginx:workers=2:backends=3',
      label: 'prefork ×2 +supervisor +nginx ×3',
      source: { kind: 'reference', stack: 'node', mode: 'prefork', layers: ['supervisor', 'nginx'] },
      options: { workers: 2, backends: 3 },
      parallelism: 6,
      notes: ['supervisor note', 'nginx note'],
    });
  });

  it('share their options with the mode in one namespace, each with its default', () => {
    expect(variants({ modes: 'prefork+nginx' })[0]).toMatchObject({
      label: 'prefork ×4 +nginx',
      options: { workers: 4, backends: 1 },
      parallelism: 4,
    });
  });

  it('keep a plan that is a plan', () => {
    const plan = makePlan({ modes: 'dev+nginx,flask/uwsgi+supervisor' }, smallCatalogue, 7);
    expect(planSchema.parse(plan)).toEqual(plan);
  });
});

describe('several stacks', () => {
  it('take each named mode on each stack that has it, the first as baseline', () => {
    const plan = makePlan({ stack: 'node,flask', modes: 'dev,uwsgi,threaded' }, smallCatalogue, 7);
    expect(plan.variants.map(({ id }) => id)).toEqual([
      'node/dev',
      'flask/dev',
      'flask/uwsgi',
      'node/threaded',
    ]);
    expect(plan.variants.map(({ label }) => label)).toEqual([
      'node/dev',
      'flask/dev',
      'flask/uwsgi ×4',
      'node/threaded ×4',
    ]);
    expect(plan.baseline).toBe('node/dev');
  });

  it('can be mixed by naming the stack of a mode, whatever --stack says', () => {
    expect(labels({ modes: 'flask/prefork,node/dev' })).toEqual(['flask/prefork ×4', 'node/dev']);
    expect(labels({ stack: 'flask', modes: 'dev,node/dev' })).toEqual(['dev', 'node/dev']);
    expect(ids({ stack: 'node,flask', modes: 'dev,flask/prefork' })).toEqual([
      'node/dev',
      'flask/dev',
      'flask/prefork',
    ]);
  });

  it('keep short ids when only one is named', () => {
    expect(ids({ stack: 'flask', modes: 'dev,prefork' })).toEqual(['dev', 'prefork']);
  });
});

describe('several sizes', () => {
  it('make a variant of each mode for each of them', () => {
    expect(ids({ modes: 'dev,prefork', workers: '1,2,4' })).toEqual([
      'dev',
      'prefork:workers=1',
      'prefork:workers=2',
      'prefork:workers=4',
    ]);
    expect(labels({ modes: 'dev,prefork+nginx:backends=2', workers: '1,8' })).toEqual([
      'dev',
      'prefork ×1 +nginx ×2',
      'prefork ×8 +nginx ×2',
    ]);
  });

  it('leave a variant alone that says its size itself', () => {
    expect(
      variants({ modes: 'prefork:workers=3,prefork', workers: '1,2' }).map(({ options }) => options),
    ).toEqual([{ workers: 3 }, { workers: 1 }, { workers: 2 }]);
  });

  it('sweep workers and threads of different modes in one run', () => {
    expect(ids({ modes: 'prefork,threaded', workers: '1,2', threads: '2,4' })).toEqual([
      'prefork:workers=1',
      'prefork:workers=2',
      'threaded:threads=2',
      'threaded:threads=4',
    ]);
  });

  it('keep the name of a mode when there is but one size', () => {
    expect(variants({ modes: 'prefork', workers: '2,2' }).map(({ id, options }) => [id, options])).toEqual([
      ['prefork', { workers: 2 }],
    ]);
  });

  it('sweep each stack', () => {
    expect(labels({ stack: 'flask,node', modes: 'prefork', workers: '1,2' })).toEqual([
      'flask/prefork ×1',
      'flask/prefork ×2',
      'node/prefork ×1',
      'node/prefork ×2',
    ]);
  });
});

it('variants that would bear one label are named as the user wrote them', () => {
  expect(labels({ modes: 'dev,prefork,prefork:workers=4' })).toEqual(['dev', 'prefork', 'prefork:workers=4']);
});

describe('bad usage', () => {
  it.each<[string, RunRequest, string[]]>([
    [
      'an unknown layer',
      { modes: 'prefork+ngnix' },
      ['--modes: "prefork+ngnix": unknown layer "ngnix" | did you mean nginx? Allowed: nginx, supervisor'],
    ],
    [
      'a layer named twice',
      { modes: 'prefork+nginx+nginx' },
      ['--modes: "prefork+nginx+nginx": layer "nginx" is named twice | name it once'],
    ],
    [
      'a + with nothing after it',
      { modes: 'prefork+' },
      ['--modes: "prefork+": no layer is named after + | allowed: nginx, supervisor'],
    ],
    [
      'a layer round nothing',
      { modes: '+nginx' },
      ['--modes: "+nginx" names no mode | write prefork, prefork+nginx or flask/prefork'],
    ],
    [
      'an option that neither mode nor layers have',
      { modes: 'prefork+nginx:bakends=2' },
      [
        '--modes: "prefork+nginx:bakends=2": unknown option "bakends=2" | write prefork+nginx:workers=2; did you mean backends? Allowed: workers, backends',
      ],
    ],
    [
      'an option of a layer that is not there',
      { modes: 'dev:backends=2' },
      ['--modes: "dev:backends=2": unknown option "backends=2" | dev has no options'],
    ],
    [
      'too many copies',
      { modes: 'dev+nginx:backends=9' },
      ['--modes dev+nginx:backends=9: backends: "9" is not a whole number from 1 to 8 | '],
    ],
    [
      'layers after options',
      { modes: 'prefork:workers=2+nginx' },
      ['--modes: "prefork:workers=2+nginx": layers come before options | write prefork+nginx:workers=2'],
    ],
    [
      'an unknown stack',
      { stack: 'node,flsk' },
      ['--stack: unknown stack "flsk" | did you mean flask? Allowed: node, flask'],
    ],
    ['no stack at all', { stack: ',' }, ['--stack: names nothing | allowed: node, flask']],
    [
      'an unknown stack of one mode',
      { modes: 'flaks/dev' },
      ['--modes: "flaks/dev": unknown stack "flaks" | did you mean flask? Allowed: node, flask'],
    ],
    [
      'a mode that none of the stacks has',
      { stack: 'node,flask', modes: 'dev,uwsig' },
      ['--modes: unknown mode "uwsig" | did you mean uwsgi? Allowed: dev, prefork, threaded, uwsgi'],
    ],
    [
      'a mode that another stack has',
      { modes: 'node/uwsgi' },
      ['--modes: unknown mode "uwsgi" | allowed: dev, prefork, threaded'],
    ],
    [
      'a variant named twice',
      { stack: 'node,flask', modes: 'dev,flask/dev' },
      ['--modes: "flask/dev" is named twice | '],
    ],
    [
      'sizes out of bounds, once for all modes that they are out of',
      { stack: 'node,flask', modes: 'prefork,uwsgi', workers: '1,0,x,2' },
      [
        '--workers: "0" is not a whole number from 1 to 64 | ',
        '--workers: "x" is not a whole number from 1 to 64 | ',
      ],
    ],
    ['a size that is missing', { workers: '1,,2' }, ['--workers: "" is not a whole number from 1 to 64 | ']],
    [
      'sizes where no mode has any',
      { modes: 'dev+nginx', workers: '1,2' },
      ['--workers: none of the named modes has workers | leave it out, or name a mode that has'],
    ],
  ])('names %s', (_what, request, expected) => {
    expect(problemsOf(request)).toEqual(expected);
  });

  it('is reported all at once', () => {
    expect(
      problemsOf({ stack: 'flsk', modes: 'x/dev,dev+a+b,+,prefork:workers=0' }).length,
    ).toBeGreaterThanOrEqual(5);
  });

  it('never becomes anything but a problem or a plan, whatever is written', () => {
    const piece = fc.constantFrom(
      'dev',
      'prefork',
      'nginx',
      '+',
      '/',
      ':',
      '=',
      'workers',
      '2',
      ',',
      'flask',
      ' ',
      '%',
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const modes = pieces.join('');
        if (problemsOf({ modes }).length > 0) return;
        const made = variants({ modes });
        expect(made.length).toBeGreaterThan(0);
        expect(new Set(made.map(({ id }) => id)).size).toBe(made.length);
      }),
    );
  });
});
