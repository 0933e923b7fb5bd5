"""Certificates as good and bad as operators have them, for `localhost`."""

import ipaddress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

Key = ec.EllipticCurvePrivateKey


class Authority:
    """A root and the intermediate that signs, as real ones are. `root_file`: what who trusts it
    has."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._root_key, self._key = _key(), _key()
        self._root = _sign("Root", self._root_key, "Root", self._root_key, authority=True)
        self._own = _sign("Middle", self._key, "Root", self._root_key, authority=True)
        self.root_file = folder / "root.pem"
        self.root_file.write_bytes(_pem(self._root))

    def leaf(
        self,
        name: str = "localhost",
        days: float = 90,
        *,
        chain: bool = True,
        self_signed: bool = False,
    ) -> tuple[Path, Path]:
        """Files with the certificate and its key."""
        key = _key()
        signed_by = (name, key) if self_signed else ("Middle", self._key)
        leaf = _sign(name, key, *signed_by, days=days)
        certificate, private = self._folder / "fullchain.pem", self._folder / "privkey.pem"
        certificate.write_bytes(_pem(leaf) + (_pem(self._own) if chain else b""))
        private.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, private


def _key() -> Key:
    return ec.generate_private_key(ec.SECP256R1())


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.PEM)


def _sign(
    subject: str,
    key: Key,
    issuer: str,
    issuer_key: Key,
    *,
    days: float = 365,
    authority: bool = False,
) -> x509.Certificate:
    now = datetime.now(UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(_name(subject))
        .issuer_name(_name(issuer))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=400))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()),
            critical=False,
        )
    )
    if authority:
        usage = x509.KeyUsage(False, False, False, False, False, True, True, False, False)
        builder = builder.add_extension(usage, critical=True)
    else:
        names: list[x509.GeneralName] = [x509.DNSName(subject)]
        if subject == "localhost":
            names.append(x509.IPAddress(ipaddress.ip_address("127.0.0.1")))
        builder = builder.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return builder.sign(issuer_key, hashes.SHA256())


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
