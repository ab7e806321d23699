/** `2026-03-04 10:15 UTC` from an ISO date and time in UTC. */
export function utcMinute(iso: string): string {
  return `${iso.slice(0, 16).replace('T', ' ')} UTC`;
}
