import { describe, expect, it } from 'vitest';
import { fieldsOf, hashOf } from '../../reports/html/page/planner-hash.ts';
import {
  type InstanceEntry,
  type PlannerFields,
  readQuestion,
} from '../../reports/html/page/planner-question.ts';

const usual: PlannerFields = {
  scenario: 'json',
  target: '2000',
  growth: '1x',
  headroom: '30%',
  percentile: 'p99',
  bound: '',
  failures: '',
  instances: [],
  extrapolate: false,
};
const fields = (given: Partial<PlannerFields> = {}): PlannerFields => ({ ...usual, ...given });
const entry = (values: Partial<InstanceEntry['values']>, number = 1): InstanceEntry => ({
  number,
  values: { cores: '', memory: '', price: '', name: '', ...values },
});

function asked(given: Partial<PlannerFields>) {
  const read = readQuestion(fields(given), 'nightly');
  if (read.kind === 'faults') throw new Error(JSON.stringify(read.faults));
  return read;
}

function faults(given: Partial<PlannerFields>): Record<string, string> {
  const read = readQuestion(fields(given), 'nightly');
  return read.kind === 'faults'
    ? Object.fromEntries(read.faults.map(({ field, text }) => [field, text]))
    : {};
}

describe('the fields of the planner', () => {
  it('are read as the flags of the command line are', () => {
    const { question, command } = asked({
      target: '20k',
      growth: '+50%',
      bound: '250',
      failures: '0.1',
      instances: [entry({ cores: '4', memory: '8', price: '0.17USD/h', name: 'a, b' }), entry({}, 2)],
      extrapolate: true,
    });
    expect(question).toMatchObject({ targetRps: 20_000, headroom: 0.3, growth: 1.5, extrapolate: true });
    expect(question.limits.map(({ text, limit }) => [text, limit])).toEqual([
      ['p99<250ms', 250],
      ['failures<0.1%', 0.001],
    ]);
    expect(question.instances).toEqual([
      { name: 'a, b', cores: 4, memoryBytes: 8e9, price: 0.17, priceUnit: 'USD/h' },
    ]);
    expect(command).toBe(
      'bench capacity nightly --scenarios json --target-rps 20k --growth +50% ' +
        "--slo 'p99<250ms,failures<0.1%' --instance 'cores=4,memory=8GB,price=0.17USD/h,name=\"a, b\"' --extrapolate",
    );
  });

  it('are as by default where nothing stands in them', () => {
    expect(asked({ growth: '', headroom: ' ' }).question).toMatchObject({ headroom: 0.3, growth: 1 });
    expect(asked({}).command).toBe('bench capacity nightly --scenarios json --target-rps 2000');
  });

  it('say what was given and what is allowed, all at once', () => {
    expect(
      faults({
        target: '-5',
        growth: '50%',
        headroom: '120%',
        bound: 'fast',
        failures: '101',
        instances: [entry({ cores: 'x', memory: '8 lots', price: '0,17' }, 3)],
      }),
    ).toEqual({
      target: '"-5" is out of bounds. Allowed: 0.01 to 100000000 requests per second.',
      growth: '"50%" may mean two things. Write +50% for so much more, 0.5x for so many times as much.',
      headroom:
        '"120%" is not a share from 0 to 95 %. Write 30%: part of the capacity that is kept free; of "120%" next to nothing would be left for requests.',
      bound: '"fast" is not a time above 0. Write 250ms or 0.5s.',
      failures: '"101" is not a share above 0 and at most 100 %. Write 0.1%.',
      'cores-3': '"x" is not a whole number of cores from 1 to 4096. Write 4.',
      'memory-3':
        '"8 lots" is not an amount of memory from 16.0\u00a0MB to 64\u202f000\u00a0GB. Write 8GB, 512MB or 4GiB.',
      'price-3': '"0,17" is not a price. Write 0.17, or 0.17USD/h with its unit.',
    });
    expect(faults({ target: '0' }).target).toContain('is out of bounds. Allowed: 0.01 to 100000000');
    expect(faults({ instances: [entry({ memory: '8GB' }, 2)] })).toEqual({
      'cores-2': 'Nothing stands here; it has to be a whole number of cores from 1 to 4096. Write 4.',
    });
  });

  it('take no second objective or field that is smuggled in', () => {
    expect(Object.keys(faults({ bound: '5ms,failures<1%' }))).toEqual(['bound']);
    expect(Object.keys(faults({ bound: '5ms@c=8' }))).toEqual(['bound']);
    expect(Object.keys(faults({ instances: [entry({ cores: '4,price=1' })] }))).toEqual(['cores-1']);
  });

  it('take prices in one unit alone', () => {
    const instances = [entry({ cores: '2', price: '1EUR' }), entry({ cores: '4', price: '2USD' }, 2)];
    expect(faults({ instances })['price-2']).toContain(
      'which cannot be compared. Write all of them in one unit.',
    );
  });
});

describe('the address of a plan', () => {
  const read = (hash: string) => fieldsOf(hash, () => usual);

  it('holds what was entered, and gives it back', () => {
    const entered = fields({
      target: '20k',
      growth: '2x',
      percentile: 'p95',
      bound: '0.5s',
      failures: '0.1%',
      instances: [entry({ cores: '4', memory: '8GB', name: 'a,b = "c"' }), entry({ price: '?' }, 2)],
      extrapolate: true,
    });
    const hash = hashOf(entered, usual);
    expect(hash).toMatch(
      /^#capacity\?target-rps=20k&growth=2x&errors=0\.1%25&p95=0\.5s&instance=cores=4,memory=8GB,name=/,
    );
    expect(read(hash)).toEqual(entered);
  });

  it('is of the target alone where nothing else was entered', () => {
    expect(hashOf(usual, usual)).toBe('#capacity?target-rps=2000');
  });

  it('leaves those of sections and charts alone', () => {
    for (const hash of ['', '#capacity', '#scenario-1', '#cells', '#scenario-1-percentiles=c8'])
      expect(read(hash)).toBeNull();
  });

  it('may hold anything, which is then a field that is told to be wrong', () => {
    const odd = read('#capacity?target-rps=<script>&instance=cores=<b>&instance=;;&percent=%')!;
    expect(odd.target).toBe('<script>');
    expect(odd.instances[0]?.values.cores).toBe('<b>');
    expect(readQuestion(odd, 'nightly').kind).toBe('faults');
  });
});
