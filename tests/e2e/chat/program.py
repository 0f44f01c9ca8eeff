"""A program that has a chat inside: an example, or a block of the README."""
import os
import queue
import re
import signal
import subprocess
import sys
import threading

from . import PATIENCE
from .server import BUILD, ROOT

# So that Python finds the binding, and the binding and linked programs the library of this build.
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT / "bindings" / "python"), "PYTHONUNBUFFERED": "1",
               "WORKCHAT_LIBRARY": str(BUILD / "lib" / "libworkchat.so"), "LD_LIBRARY_PATH": str(BUILD / "lib")}
PYTHON = sys.executable


class Program:
    """Runs from `with` to its end. `address` and `port` are where it listens, as a Server has them."""

    def __init__(self, command, folder, port=0):
        self.address = "127.0.0.1"
        self.port = port
        self.output = []
        self._lines = queue.Queue()
        # Tests that run in the background ignore SIGINT, and what they start would inherit that.
        self._process = subprocess.Popen([str(word) for word in command], cwd=folder, env=ENVIRONMENT, text=True,
                                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                                         preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL))
        threading.Thread(target=self._read, daemon=True).start()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(PATIENCE)

    def _read(self):
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def line(self, pattern):
        """The match of the first line that has this; those before it are let go."""
        while True:
            line = self._lines.get(timeout=PATIENCE)
            if line is None:
                raise AssertionError("the program has ended:\n" + "".join(self.output))
            self.output.append(line)
            found = re.search(pattern, line)
            if found:
                return found

    def listening(self):
        """Once it has told its address."""
        self.port = int(self.line(r"https?://\S*:(\d+)")[1])
        return self

    @property
    def running(self):
        return self._process.poll() is None

    def signal(self, number):
        self._process.send_signal(number)

    def wait(self):
        """Until it has ended. Returns its exit status."""
        return self._process.wait(PATIENCE)

    def rest(self):
        """All that it has printed, once it has ended."""
        for line in iter(lambda: self._lines.get(timeout=PATIENCE), None):
            self.output.append(line)
        return self.output
