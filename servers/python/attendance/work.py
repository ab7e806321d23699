"""What `/cpu` and `/upload` compute."""

import hashlib


def chained_sha256(seed, rounds):
    """Hex of the last of `rounds` SHA-256, each of the 32 bytes before."""
    digest = hashlib.sha256(seed.encode()).digest()
    for _ in range(rounds - 1):
        digest = hashlib.sha256(digest).digest()
    return digest.hex()


def sha256_hex(data):
    return hashlib.sha256(data).hexdigest()
