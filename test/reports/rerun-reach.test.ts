import { describe, expect, it } from 'vitest';
import type { CommandSource } from '../../harness/model/variant.ts';
import { rerunCommand } from '../../reports/view/rerun.ts';
import { fabricateRecord } from '../helpers/record.ts';

/** What measures a run of two commands again. */
function rerun(a: Omit<CommandSource, 'kind'>, b: Omit<CommandSource, 'kind'>): readonly string[] {
  const record = fabricateRecord();
  const [first, second] = record.plan.variants;
  const variants = [
    { ...first!, id: 'a', source: { kind: 'command' as const, ...a } },
    { ...second!, id: 'b', source: { kind: 'command' as const, ...b } },
  ];
  const scenarios = record.plan.scenarios.slice(0, 1);
  return rerunCommand(
    { ...record, command: ['run', '--cmd', 'a=x'], plan: { ...record.plan, variants, scenarios } },
    { variants: ['a', 'b'], scenarios: [scenarios[0]!.name], levels: [4], rounds: 6 },
  );
}

describe('the command that reaches the same servers again', () => {
  it('starts them as they were', () => {
    expect(rerun({ command: 'x {port}' }, { command: 'y {socket}', socket: true })).toEqual([
      ...['bench', 'run', '--cmd', 'a=x {port}', '--cmd', 'b=y {socket}'],
      ...['--path', '/json', '--concurrency', '4', '--rounds', '6'],
    ]);
  });

  it('reaches them as they were reached', () => {
    const tls = { insecure: true };
    const words = rerun(
      { command: 'x {socket}', socket: true, tls },
      { command: 'y {port}', host: '::1', tls },
    );
    expect(words.slice(6, -6)).toEqual(['--host', '::1', '--tls', '--insecure']);
    const checked = rerun(
      { command: 'x {port}', tls: { insecure: false } },
      { command: 'y {port}', tls: { insecure: false } },
    );
    expect(checked.slice(6, -6)).toEqual(['--tls']);
  });
});
