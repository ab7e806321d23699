import type { Scenario } from '../harness/model/scenario.ts';
import { get } from './requests.ts';

export const cpu: Scenario = {
  name: 'cpu',
  summary: 'computes for a few ms per request',
  requests: [
    get('/cpu?rounds=4000', {
      kind: 'exact',
      text: '{"rounds":4000,"sha256":"eea46d93378ce9ab2fc26341848e2cd5689a6365786042d13f9eef00d8e5dc18"}',
    }),
  ],
};
