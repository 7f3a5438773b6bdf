"""What is said while it runs, and what is checked: lines with elapsed time, a table, a summary file."""
import json
import sys
import time


class Report:
    """Steps and checks in the order they happen."""

    def __init__(self, out=sys.stdout):
        self._out = out
        self._begun = time.monotonic()
        self.checks = []
        self.facts = {}

    def elapsed(self):
        return time.monotonic() - self._begun

    def step(self, text):
        print(f"[{self.elapsed():6.1f} s] {text}", file=self._out, flush=True)

    def say(self, text):
        for line in text.splitlines():
            print(f"           {line}", file=self._out, flush=True)

    def check(self, what, found, expected, note=""):
        """found must equal expected."""
        return self._add(what, found, expected, found == expected, note)

    def check_within(self, what, found, low, high, note=""):
        """found must lie in [low, high]."""
        return self._add(what, found, f"{low} … {high}", low <= found <= high, note)

    def check_at_least(self, what, found, low, note=""):
        return self._add(what, found, f">= {low}", found >= low, note)

    @property
    def ok(self):
        return all(check["ok"] for check in self.checks)

    def wrong(self):
        return [check["what"] for check in self.checks if not check["ok"]]

    def table(self):
        rows = [("", "what", "found", "expected")]
        rows += [("ok" if c["ok"] else "WRONG", c["what"] + (f" ({c['note']})" if c["note"] else ""), str(c["found"]),
                  str(c["expected"])) for c in self.checks]
        widths = [max(len(row[i]) for row in rows) for i in range(4)]
        for number, row in enumerate(rows):
            cells = [row[0].ljust(widths[0]), row[1].ljust(widths[1]), row[2].rjust(widths[2]), row[3].rjust(widths[3])]
            print("  ".join(cells).rstrip(), file=self._out)
            if number == 0:
                print("  ".join("-" * width for width in widths), file=self._out)

    def write(self, path):
        document = {"ok": self.ok, "seconds": round(self.elapsed(), 1), "checks": self.checks, **self.facts}
        with open(path, "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2, ensure_ascii=False)
            file.write("\n")

    def _add(self, what, found, expected, ok, note):
        self.checks.append({"what": what, "found": found, "expected": expected, "ok": ok, "note": note})
        if not ok:
            self.step(f"WRONG: {what}: {found}, expected {expected} {note}".rstrip())
        return ok
