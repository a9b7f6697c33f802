"""The demonstration authority: made once, whoever comes first, and its root can never sign again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.serialization import pkcs12

from permits.signing.authority import ensure_demo_authority

PASSPHRASE = "Demo-TTE-2026"
NOW = datetime(2026, 8, 5, 2, 30, tzinfo=UTC)


def test_it_makes_a_root_and_a_signer_for_years(tmp_path):
    authority = ensure_demo_authority(tmp_path, passphrase=PASSPHRASE, now=NOW)

    root = x509.load_pem_x509_certificate(authority.root_cert_path.read_bytes())
    key, mine, _ = pkcs12.load_key_and_certificates(authority.p12_path.read_bytes(), PASSPHRASE.encode())
    usage = mine.extensions.get_extension_for_class(x509.KeyUsage).value
    mine.verify_directly_issued_by(root)
    assert key.curve.name == "secp256r1"
    assert usage.digital_signature
    assert usage.content_commitment
    assert not usage.key_cert_sign
    assert mine.not_valid_after_utc > NOW + timedelta(days=365 * 10)
    assert root.not_valid_after_utc > mine.not_valid_after_utc


def test_the_roots_key_is_nowhere(tmp_path):
    ensure_demo_authority(tmp_path, passphrase=PASSPHRASE, now=NOW)

    files = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert sorted(path.name for path in files) == ["root.pem", "signer.p12", "signer.pem"]
    assert not any(b"PRIVATE KEY" in path.read_bytes() for path in files)
    assert all(path.stat().st_mode & 0o077 == 0 for path in files)


def test_a_second_run_changes_nothing(tmp_path):
    first = ensure_demo_authority(tmp_path, passphrase=PASSPHRASE, now=NOW)
    before = first.p12_path.read_bytes()

    second = ensure_demo_authority(tmp_path, passphrase="lain", now=NOW + timedelta(days=1))

    assert second == first
    assert second.p12_path.read_bytes() == before


def test_eight_at_once_agree_on_one_authority(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        made = list(
            pool.map(lambda _: ensure_demo_authority(tmp_path / "keys", passphrase=PASSPHRASE, now=NOW), range(8))
        )

    _, mine, _ = pkcs12.load_key_and_certificates(made[0].p12_path.read_bytes(), PASSPHRASE.encode())
    assert len(set(made)) == 1
    assert x509.load_pem_x509_certificate(made[0].signer_cert_path.read_bytes()) == mine
    assert [path.name for path in (tmp_path / "keys").iterdir()] == ["demo"]  # nothing half made is left
