#!/usr/bin/env python3
"""`yachay drift --profile evidently` against the real Evidently and SciPy, case by case, to 1e-12.

  tests/parity/drift_parity.py [--bin build/release/bin/yachay] [--list]

The packages come from PyPI into build/parity-venv; exit code 77 and a line when they cannot be had.
"""
import argparse
import os
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PACKAGES = ["evidently==0.4.4", "scipy==1.11.4", "numpy==1.26.4", "pandas==2.1.4"]


def ensure_packages():
    """Runs this script again with the venv's Python, unless it is that already."""
    venv = os.path.join(ROOT, "build", "parity-venv")
    python = os.path.join(venv, "bin", "python")
    if os.path.abspath(sys.prefix) == venv:
        return
    if not os.path.exists(python):
        subprocess.run([sys.executable, "-m", "venv", venv], check=True)
    if subprocess.run([python, "-c", "import evidently"], stderr=subprocess.DEVNULL, check=False).returncode != 0:
        done = subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], text=True, stderr=subprocess.PIPE,
                              check=False)
        if done.returncode != 0:
            print(f"skipped: Evidently cannot be installed: {done.stderr.strip().splitlines()[-1:]}")
            sys.exit(77)
    os.execv(python, [python, os.path.abspath(__file__), *sys.argv[1:]])


def main():
    parser = argparse.ArgumentParser(prog="tests/parity/drift_parity.py")
    parser.add_argument("--bin", default=os.path.join(ROOT, "build", "release", "bin", "yachay"))
    parser.add_argument("--list", action="store_true")
    asked = parser.parse_args()
    ensure_packages()
    import cases  # pylint: disable=import-outside-toplevel; needs the venv
    import compare  # pylint: disable=import-outside-toplevel
    if asked.list:
        print("\n".join(case.name for case in cases.all_cases()))
        return 0
    return compare.run(os.path.abspath(asked.bin), cases.all_cases())


if __name__ == "__main__":
    sys.exit(main())
