"""What was tried, and what went wrong."""

import sys
import threading


class Report:
    """Counts of what was tried, by name, and problems in words."""

    def __init__(self):
        self.problems, self.tried, self.skipped = [], {}, []
        self._lock = threading.Lock()

    def count(self, what, number=1):
        with self._lock:
            self.tried[what] = self.tried.get(what, 0) + number

    def require(self, condition, where, message):
        if not condition:
            with self._lock:
                self.problems.append(f"{where}: {message}")

    def skip(self, what, why):
        """Says loudly what this machine cannot show."""
        self.skipped.append(what)
        print(f"!! SKIPPED: {what}: {why}", file=sys.stderr, flush=True)
