import type { Scenario } from '../harness/model/scenario.ts';
import { get } from './requests.ts';

export const plain: Scenario = {
  name: 'plain',
  summary: 'a fixed text of 14 bytes',
  requests: [get('/plain', { kind: 'exact', text: 'Hello, world!\n' })],
};
