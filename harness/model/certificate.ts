/** Whether a code of Node or OpenSSL says that a certificate is not trusted: DEPTH_ZERO_SELF_SIGNED_CERT, CERT_HAS_EXPIRED. */
export function isUntrusted(code: string): boolean {
  return (
    !code.startsWith('ERR_SSL_') && /CERT|ISSUER|UNABLE_TO_VERIFY|HOSTNAME_MISMATCH|INVALID_CA/.test(code)
  );
}
