import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answersAsExpected } from '../../harness/micro/in-process.ts';
import { needsFlow } from '../../harness/model/flow.ts';
import { scenarios } from '../../scenarios/index.ts';
import { slowClient } from '../../scenarios/slow-client.ts';
import { type AppInProcess, openInProcess } from '../../servers/node/in-process.ts';
import { get } from '../load/accounts.ts';

let folder: string;
let app: AppInProcess;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bench-test-'));
  app = await openInProcess(folder);
});
afterAll(async () => {
  await app.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the app in process', () => {
  it('answers every scenario that it can be asked as a server does, through the framework', async () => {
    const asked = scenarios.filter(({ requests }) => !needsFlow(requests));
    expect(asked.length).toBeGreaterThan(7);
    for (const {
      name,
      requests: [request],
    } of asked) {
      expect(answersAsExpected(request!, await app.framework(request!)()), name).toBe(true);
    }
  });

  it('calls the handler alone with what the framework hands it: query, body and type', async () => {
    const cpu = await app.handler(get('/cpu?rounds=1'));
    expect(await cpu?.()).toMatchObject({ status: 200, body: expect.stringContaining('{"rounds":1,') });
    const [upload] = slowClient.slow?.requests ?? [];
    const hashed = await app.handler(upload!);
    const expected = upload!.expect.body.kind === 'exact' && upload!.expect.body.text;
    expect(await hashed?.()).toMatchObject({ status: 200, body: expected });
  });

  it('has no handler for what the framework answers by itself', async () => {
    expect(await app.handler(get('/static/style.css'))).toBeNull();
    expect(await app.handler(get('/nowhere'))).toBeNull();
  });
});
