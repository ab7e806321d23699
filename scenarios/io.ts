import type { Scenario } from '../harness/model/scenario.ts';
import { get } from './requests.ts';

export const io: Scenario = {
  name: 'io',
  summary: 'yields 50 ms per request',
  requests: [get('/io?ms=50', { kind: 'exact', text: '{"waited_ms":50}' })],
};
