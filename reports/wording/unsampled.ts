import type { Unsampled } from '../../harness/model/slice.ts';

const whys: Readonly<Record<Unsampled, string>> = {
  'other-machine': 'it runs on another machine',
  'not-told': 'this system does not tell who listens; name its process with --pid',
  'not-permitted': "its processes are another user's; run bench as that user, or name one with --pid",
  'no-listener': 'no process was found that listens there, as in a container; name one with --pid',
  forwarded: 'who listens there only hands connections on, as to a container; name its process with --pid',
  'own-ancestor': 'bench itself was started by it; start bench from elsewhere',
};

/** That memory and CPU of an attached server are missing, and why. */
export function unsampledText(why: Unsampled): string {
  return `memory and CPU are not known: ${whys[why]}`;
}
