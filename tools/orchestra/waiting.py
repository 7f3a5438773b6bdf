"""Waiting for something to become true, with a reason when it does not."""
import time

from orchestra.command import CommandFailed


class Timeout(Exception):
    """Something did not happen in time; the message says what, and where to look."""


def wait_until(what, condition, seconds, pause=0.1, while_alive=()):
    """The first true value of condition(); while a command that it runs fails, it is not true. Raises Timeout, which tells the
    failure of the last try, at once when a process of while_alive has ended."""
    deadline = time.monotonic() + seconds
    while True:
        failure = ""
        try:
            value = condition()
            if value:
                return value
        except CommandFailed as problem:
            failure = f"\n  the last try: {problem}"
        for process in while_alive:
            if not process.alive():
                raise Timeout(f"{process.name} ended with code {process.exit_code} while waiting for {what}; its log "
                              f"{process.log} ends with:\n{process.log_tail()}{failure}")
        if time.monotonic() > deadline:
            logs = "".join(f"\n  see {process.log}" for process in while_alive)
            raise Timeout(f"{what}: not after {seconds:.0f} s{logs}{failure}")
        time.sleep(pause)
