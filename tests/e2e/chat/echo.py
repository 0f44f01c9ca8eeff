"""A ws_echo process: the server's WebSocket layer, saying every message back."""
import re
import subprocess

from . import PATIENCE
from .raw import RawWebSocket
from .server import BUILD

OFFER = "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r\n"


class Echo:
    def __init__(self, size=16 << 20, deflate=True):
        command = [str(BUILD / "bin" / "ws_echo"), "--port", "0", "--size", str(size),
                   "--deflate", "on" if deflate else "off"]
        self._process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        line = self._process.stdout.readline()
        self.address, self.port = re.search(r"ws://(\S+):(\d+)", line).groups()
        self.port = int(self.port)

    def connect(self, extra=""):
        return RawWebSocket(self, "/", extra)

    @property
    def pid(self):
        return self._process.pid

    def end(self):
        self._process.terminate()
        assert self._process.wait(PATIENCE) == 0
        self._process.stdout.close()
