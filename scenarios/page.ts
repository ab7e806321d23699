import type { Scenario } from '../harness/model/scenario.ts';
import { get } from './requests.ts';

/** Stacks render the page with engines of their own, so only its last row is looked for. */
export const page: Scenario = {
  name: 'page',
  summary: 'reads 50 rows and renders a page',
  requests: [get('/page', { kind: 'includes', text: 'Zsófia Nagy</td>' })],
};
