"""One run at a time."""
import fcntl


class AlreadyRunning(Exception):
    """Another process holds the lock."""


def hold(path):
    """Takes the lock file at path for as long as the returned file is open."""
    file = open(path, "w", encoding="utf-8")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        raise AlreadyRunning(path) from None
    return file
