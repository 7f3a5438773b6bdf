#!/usr/bin/env python3
"""Every executable that ships has what cmake/Toolchain.cmake asks for, read from the file itself with readelf.

    tests/integration/hardening_test.py [BIN]       BIN: the folder of executables, default build/release/bin
"""
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

BIN = pathlib.Path(sys.argv.pop(1) if len(sys.argv) > 1 and not sys.argv[1].startswith("-") else "build/release/bin")
NAMES = ["yachay"] + [f"yachay-{name}" for name in ("ingestion", "feature-store", "inference", "recommendation", "drift-monitor")]
PLAIN = "#include <string.h>\nint main(int n, char** v) { char b[64]; strcpy(b, v[0]); return b[n] == 0; }\n"


def readelf(path, *flags):
    return subprocess.run(["readelf", "-W", *flags, path], check=True, capture_output=True, text=True).stdout


def missing(path):
    """What the executable lacks."""
    header, segments, dynamic, symbols = (readelf(path, flag) for flag in ("-h", "-l", "-d", "--dyn-syms"))
    stack = re.search(r"GNU_STACK .* (R\w*) +0x", segments)
    holds = {
        "PIE": "Type:" in header and re.search(r"Type: +DYN", header) and re.search(r"FLAGS_1.*\bPIE\b", dynamic),
        "RELRO": "GNU_RELRO" in segments,
        "BIND_NOW": re.search(r"\bBIND_NOW\b|FLAGS_1.*\bNOW\b", dynamic),
        "stack that is not executable": stack and "E" not in stack[1],
        "stack protector": "__stack_chk_fail" in symbols,
        "fortified calls": re.search(r"\b__(mem|str|v?s?n?f?printf|read|recv|fgets)\w*_chk\b", symbols),
        "no search path of its own": not re.search(r"\((RPATH|RUNPATH)\)", dynamic),
    }
    return {what for what, good in holds.items() if not good}


class Hardening(unittest.TestCase):
    def test_executables(self):
        for name in NAMES:
            with self.subTest(name=name):
                self.assertEqual(set(), missing(BIN / name))

    def test_one_without_is_seen(self):
        with tempfile.TemporaryDirectory() as folder:
            plain = pathlib.Path(folder) / "plain"
            flags = ["-O0", "-U_FORTIFY_SOURCE", "-fno-stack-protector", "-no-pie", "-Wl,-z,norelro,-z,lazy,-z,execstack,-rpath,/tmp"]
            subprocess.run(["cc", "-w", "-xc", "-", *flags, "-o", plain], input=PLAIN, text=True, check=True, stderr=subprocess.DEVNULL)
            self.assertEqual(7, len(missing(plain)), missing(plain))


if __name__ == "__main__":
    unittest.main()
