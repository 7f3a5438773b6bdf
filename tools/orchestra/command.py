"""The `yachay` command, asked for JSON."""
import json
import os
import subprocess
import sys

from orchestra.process import die_with_parent


class CommandFailed(Exception):
    """A command did not do what was asked; the message holds its own words."""


class Command:
    """Runs bin_dir/yachay and reads the document it prints; what it says on stderr goes to a log."""

    def __init__(self, bin_dir, log_dir):
        self._program = os.path.join(bin_dir, "yachay")
        self._log = os.path.join(log_dir, "commands.log")
        self._begun = []

    def __call__(self, *arguments, may_fail=False, show_progress=False, timeout=300):
        """The parsed document; None when the command prints none. With may_fail a document counts even with exit code 1."""
        argv = [self._program, *map(str, arguments), "--json"]
        to_terminal = show_progress and sys.stderr.isatty()
        try:
            done = subprocess.run(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, timeout=timeout,
                                  stderr=None if to_terminal else subprocess.PIPE, check=False,
                                  preexec_fn=die_with_parent)
        except subprocess.TimeoutExpired as error:
            raise CommandFailed(f"`{' '.join(argv)}` was not done after {timeout} s") from error
        said = (done.stderr or b"").decode(errors="replace")
        os.makedirs(os.path.dirname(self._log), exist_ok=True)
        with open(self._log, "a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(argv)}   # exit {done.returncode}\n{said}")
        document = _parse(done.stdout)
        if done.returncode == 0 or (may_fail and document is not None):
            return document
        raise CommandFailed(f"`{' '.join(argv)}` ended with code {done.returncode}: {said.strip()[-2000:]}")

    def start(self, *arguments):
        """The same in the background: a Popen whose stdout is the document (see finish)."""
        argv = [self._program, *map(str, arguments), "--json"]
        os.makedirs(os.path.dirname(self._log), exist_ok=True)
        with open(self._log, "a", encoding="utf-8") as log:
            log.write(f"$ {' '.join(argv)} &\n")
            log.flush()
            child = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=log,
                                     preexec_fn=die_with_parent)
        self._begun.append(child)
        return child

    def stop(self):
        """Ends what start() began and nobody finished."""
        for child in self._begun:
            if child.poll() is None:
                child.kill()
                child.communicate()
        self._begun.clear()

    def finish(self, child, timeout=300):
        """Waits for what start() began; its document."""
        try:
            out, _ = child.communicate(timeout=timeout)
        except subprocess.TimeoutExpired as error:
            child.kill()
            child.communicate()
            raise CommandFailed(f"`{' '.join(child.args)}` was not done after {timeout} s") from error
        document = _parse(out)
        if document is None:
            raise CommandFailed(f"`{' '.join(child.args)}` ended with code {child.returncode}; see {self._log}")
        return document


def _parse(out):
    text = out.decode(errors="replace").strip()
    return json.loads(text) if text else None
