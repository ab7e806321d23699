import type { Scenario } from '../harness/model/scenario.ts';
import { get } from './requests.ts';

/** A picture is no text; that all its bytes have come is what can be said of it. */
export const staticFiles: Scenario = {
  name: 'static',
  summary: 'a stylesheet and a picture of 100 KB',
  requests: [
    get('/static/style.css', { kind: 'includes', text: 'max-width: 20rem;\n}\n' }),
    get('/static/picture.jpg', { kind: 'length', bytes: 101_706 }),
  ],
};
