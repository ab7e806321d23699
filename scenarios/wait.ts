import type { Scenario } from '../harness/model/scenario.ts';
import { get } from './requests.ts';

export const wait: Scenario = {
  name: 'wait',
  summary: 'blocks 50 ms per request',
  requests: [get('/wait?ms=50', { kind: 'exact', text: '{"waited_ms":50}' })],
};
