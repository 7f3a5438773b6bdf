"""A certificate authority for a test (openssl): certificates for localhost and 127.0.0.1."""
import os
import subprocess

EC = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]


class Authority:
    """Issues into a folder of its own: NAME.crt, NAME.key, and its own ca.crt."""

    def __init__(self, folder):
        self.folder = folder
        os.makedirs(folder, exist_ok=True)
        self._openssl("req", "-x509", *EC, "-days", "365", "-subj", "/CN=test-ca", "-keyout", "ca.key", "-out", "ca.crt")
        with open(self.path("san"), "w", encoding="utf-8") as san:
            san.write("subjectAltName=DNS:localhost,IP:127.0.0.1\n")

    def path(self, name):
        return os.path.join(self.folder, name)

    def issue(self, name, days):
        """Over what may be there: the key first, as a renewal would."""
        self._openssl("req", *EC, "-subj", f"/CN={name}", "-keyout", "new.key", "-out", "new.csr")
        self._openssl("x509", "-req", "-in", "new.csr", "-CA", "ca.crt", "-CAkey", "ca.key", "-CAcreateserial", "-days", str(days),
                      "-extfile", "san", "-out", "new.crt")
        for kind in ("key", "crt"):
            os.replace(self.path(f"new.{kind}"), self.path(f"{name}.{kind}"))

    def flags(self, name):
        """What a service takes, and `yachay` too."""
        return ["--tls-cert", self.path(name + ".crt"), "--tls-key", self.path(name + ".key"), "--tls-ca", self.path("ca.crt")]

    def served_until(self, address, name):
        """What openssl, shown NAME's certificate, says that the server's expires on."""
        shown = subprocess.run(["openssl", "s_client", "-connect", address, "-alpn", "h2", "-cert", self.path(name + ".crt"),
                                "-key", self.path(name + ".key")], stdin=subprocess.DEVNULL, capture_output=True, timeout=30,
                               check=False).stdout
        return self._openssl("x509", "-noout", "-enddate", "-dateopt", "iso_8601", input=shown).decode().strip().split("=")[1]

    def _openssl(self, *arguments, **options):
        return subprocess.run(["openssl", *arguments], cwd=self.folder, check=True, capture_output=True, **options).stdout
