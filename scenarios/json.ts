import type { Scenario } from '../harness/model/scenario.ts';
import { get } from './requests.ts';

const text =
  '{"course":"Systems 101","teacher":"José Ångström","date":"2024-03-04","room":null,"open":false,' +
  '"present":41,"late":5,"absent":4,"rate":0.92,"tags":["lecture","first floor","<lab & tools>"],' +
  '"next":{"date":"2024-03-05","topic":"Threads “or” processes — which?"}}';

export const json: Scenario = {
  name: 'json',
  summary: 'serialises a small JSON object',
  requests: [get('/json', { kind: 'exact', text })],
};
