import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';

/** Whether this machine has ::1; a container may have no IPv6. */
export const hasIpv6 = Object.values(networkInterfaces()).some((addresses) =>
  addresses?.some(({ address }) => address === '::1'),
);

export interface Certificate {
  readonly key: string;
  readonly cert: string;
}

/** A self-signed certificate for localhost, 127.0.0.1 and ::1: made anew where there is an openssl, else a kept one. */
export function selfSigned(): Certificate {
  try {
    return fresh();
  } catch {
    return kept;
  }
}

function fresh(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'bench-test-'));
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  try {
    execFileSync(
      'openssl',
      [
        ...[
          'req',
          '-x509',
          '-newkey',
          'ec',
          '-pkeyopt',
          'ec_paramgen_curve:prime256v1',
          '-nodes',
          '-days',
          '2',
        ],
        ...['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1,IP:::1'],
        ...['-keyout', key, '-out', cert],
      ],
      { stdio: 'pipe' },
    );
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Valid until 2126, and trusted by nobody. */
const kept: Certificate = {
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgmMhNinzbfxmoAWRP
XsN2c4R/HgXyMGs/w+pukKCaZbyhRANCAASXvp6IPvNLWB/1Q8xvLbozLudjSVbn
vzcnpVgWDQZIiz5RzIKVs4b1tF6Qt/HRt6ZUlD4ia/Wa5tCD2IL6Uu6R
-----END PRIVATE KEY-----
`,
  cert: `-----BEGIN CERTIFICATE-----
MIIBrzCCAVSgAwIBAgIUZ9gXLelZj3EtE9sSNQEt9BH4RmEwCgYIKoZIzj0EAwIw
FDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2MTEyMTEzMzQxM1oYDzIxMjYxMDI4
MTMzNDEzWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjO
PQMBBwNCAASXvp6IPvNLWB/1Q8xvLbozLudjSVbnvzcnpVgWDQZIiz5RzIKVs4b1
tF6Qt/HRt6ZUlD4ia/Wa5tCD2IL6Uu6Ro4GBMH8wHQYDVR0OBBYEFMZxHVtq8tF5
GgbA3m+jRwMHG5EnMB8GA1UdIwQYMBaAFMZxHVtq8tF5GgbA3m+jRwMHG5EnMA8G
A1UdEwEB/wQFMAMBAf8wLAYDVR0RBCUwI4IJbG9jYWxob3N0hwR/AAABhxAAAAAA
AAAAAAAAAAAAAAABMAoGCCqGSM49BAMCA0kAMEYCIQDiE5m74lFTVjMJoZJTwP/I
bplmIUtMPLylfejX49qibgIhAIBbGUVJ8ISMc6xpyDqUYN5oP5xA44ga+lOicWda
Ig7w
-----END CERTIFICATE-----
`,
};
