import type { Scenario } from '../harness/model/scenario.ts';

const bytes = 256 * 1024;
const sha256 = '050b5a85701672ca74b1a2616b9a758b1aed2cf1ea52e204aad5cfba3603aa5d';

export const upload: Scenario = {
  name: 'upload',
  summary: 'receives 256 KiB and hashes them',
  requests: [
    {
      method: 'POST',
      path: '/upload',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: { repeat: 'attendance register\n', bytes },
      expect: { status: 200, body: { kind: 'exact', text: `{"bytes":${bytes},"sha256":"${sha256}"}` } },
    },
  ],
};
