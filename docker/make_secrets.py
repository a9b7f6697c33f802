"""Makes the secrets of an installation as files under var/secrets/, once; existing ones are never touched.

The folder is closed to others; the files in it are readable, because each container has a user of its own.
"""

import secrets
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "var" / "secrets"


def write(name: str, text: str) -> str:
    """Write a secret unless it is there, and return what the file holds."""
    path = FOLDER / name
    if not path.exists():
        path.write_text(text + "\n")
        path.chmod(0o444)
        print(f"dibuat: {path}")
    return path.read_text().strip()


def main() -> None:
    """Write whatever is missing."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    FOLDER.chmod(0o700)
    for name in ("secret_key", "history_key", "altcha_hmac_key", "metrics_token"):
        write(name, secrets.token_urlsafe(48))
    database = write("postgres_password", secrets.token_hex(24))
    write("database_url", f"postgres://eptsp:{database}@postgres:5432/eptsp")
    broker = write("redis_password", secrets.token_hex(24))
    write("redis_url", f"redis://:{broker}@redis:6379/0")
    write("redis_conf", f"requirepass {broker}\nappendonly yes\ndir /data\nmaxmemory-policy noeviction")
    for name in ("email_password", "bsre_password", "phone_gateway_token"):
        write(name, "")
    make_certificate()


def make_certificate() -> None:
    """Make a self-signed certificate to begin with; replace both files by the office's own."""
    certificate, key = FOLDER / "tls_certificate", FOLDER / "tls_key"
    if certificate.exists() and key.exists():
        return
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "365", "-subj", "/CN=e-ptsp"]
    try:
        subprocess.run([*command, "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        sys.exit(f"letakkan sertifikat TLS di {certificate} dan kuncinya di {key}")
    for path in (certificate, key):
        path.chmod(0o444)
    print(f"dibuat: {certificate} (tanda tangan sendiri; ganti dengan sertifikat kantor)")


if __name__ == "__main__":
    main()
