"""A workchat-server process that can be stopped, killed, and started again on the same port and folder."""
import copy
import os
import pathlib
import queue
import re
import signal
import subprocess
import threading

from . import PATIENCE

ROOT = pathlib.Path(__file__).resolve().parents[3]
BUILD = pathlib.Path(os.environ.get("WORKCHAT_BUILD", ROOT / "build" / "dev"))
BINARY = BUILD / "bin" / "workchat-server"

# Hashing passwords at full cost, and rates meant for people, would only make the tests slow.
EASY = {"rate": "off", "hash_memory": 8192, "hash_passes": 1}


class Server:
    def __init__(self, folder, address="127.0.0.1", arguments=(), environment=None, before=None, **limits):
        self.folder = folder
        self.address = address or "127.0.0.1"  # "": all addresses of both families
        self.port = 0
        self.output = []
        self.environment = environment or {}  # beside the test's own
        self._before = before  # called in the new process, before it becomes the server
        self._arguments = ["--address", address, *arguments]
        self._limits = {**EASY, **limits}
        self._process = None

    def start(self):
        self._process = subprocess.Popen(self._command(), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                         stderr=subprocess.STDOUT, text=True, errors="replace",
                                         env={**os.environ, **self.environment}, preexec_fn=self._before)
        lines = queue.Queue()
        self._reader = threading.Thread(target=self._read, args=(self._process.stdout, lines), daemon=True)
        self._reader.start()
        while True:
            line = lines.get(timeout=PATIENCE)
            if line is None:
                raise RuntimeError("the server ended at once:\n" + "".join(self.output))
            told = re.search(r"https?://\S*:(\d+)", line)
            if told:
                self.port = int(told[1])
                return self

    def _command(self):
        limits = [word for name, value in self._limits.items() for word in ("--limit", f"{name}={value}")]
        return [str(BINARY), "--port", str(self.port), "--data", str(self.folder), *limits, *self._arguments]

    def _read(self, stream, lines):
        for line in stream:
            self.output.append(line)
            lines.put(line)
        lines.put(None)

    def at(self, host):
        """The same server, seen at another of its addresses."""
        seen = copy.copy(self)
        seen.address = host
        return seen

    @property
    def running(self):
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self):
        return self._process.pid

    def kill(self):
        """As a crash does it; the next start is on the same port."""
        self._process.kill()
        self._process.wait(PATIENCE)

    def ask_to_stop(self):
        self._process.send_signal(signal.SIGTERM)

    def wait(self):
        """Until it has ended and all it said is in `output`. Returns its exit status."""
        status = self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return status

    def stop(self):
        self.ask_to_stop()
        return self.wait()

    def end(self):
        if self.running:
            self.kill()
