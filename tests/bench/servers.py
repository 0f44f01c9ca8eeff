"""The programs that are loaded, each alone on the server's core, each new for every run."""
import contextlib
import os
import pathlib
import re
import shutil
import socket
import subprocess
import tempfile

SERVER_CORE, GENERATOR_CORE = 0, 1


class Place:
    """Where the programs are, and where they may write: a real disk, or an fsync costs nothing."""

    def __init__(self, build):
        self.bin = pathlib.Path(build) / "bin"
        self.data = pathlib.Path(build) / "data"
        self.data.mkdir(parents=True, exist_ok=True)
        kind = subprocess.run(["stat", "-f", "-c", "%T", self.data], capture_output=True, text=True, check=True).stdout.strip()
        if kind in ("tmpfs", "ramfs"):
            raise SystemExit(f"{self.data} is in memory ({kind}): what is written there is not durable")

    @contextlib.contextmanager
    def folder(self):
        path = tempfile.mkdtemp(dir=self.data)
        try:
            yield pathlib.Path(path)
        finally:
            shutil.rmtree(path)

    @contextlib.contextmanager
    def copy(self, folder):
        with self.folder() as path:
            shutil.copytree(folder, path, dirs_exist_ok=True)
            os.sync()  # what this left to be written is nobody's cost
            yield path


class Running:
    def __init__(self, process, port, folder=None):
        self.pid, self.port, self.folder = process.pid, port, folder


def pinned(command, core, **options):
    return subprocess.Popen([str(word) for word in command], stdin=subprocess.DEVNULL,
                            preexec_fn=lambda: os.sched_setaffinity(0, {core}), **options)


@contextlib.contextmanager
def running(command, folder=None):
    """A program that says at which port it listens."""
    process = pinned(command, SERVER_CORE, stdout=subprocess.PIPE, text=True)
    try:
        said = re.search(r"https?://\S*:(\d+)", process.stdout.readline())
        if not said:
            raise SystemExit(f"{command[0]} did not start")
        yield Running(process, int(said[1]), folder)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


def floor(place, *arguments):
    return running([place.bin / "floor_broadcast", 0, *arguments])


@contextlib.contextmanager
def workchat(place, *arguments, folder=None):
    """With everything on, and only the rates off. Without a folder, a new one."""
    with contextlib.ExitStack() as stack:
        folder = folder or stack.enter_context(place.folder())
        command = [place.bin / "workchat-server", "--address", "127.0.0.1", "--port", 0, "--data", folder,
                   "--limit", "rate=off", "--log-level", "error", *arguments]
        yield stack.enter_context(running(command, folder))


NGINX = """
daemon off; master_process off; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{
  access_log off; keepalive_requests 1000000000; sendfile on; tcp_nopush on; tcp_nodelay on; open_file_cache max=10;
  default_type application/json;
  client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
  uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
  server {{ listen 127.0.0.1:{port}; root {folder}/files; }}
}}
"""


@contextlib.contextmanager
def nginx(place, size):
    """Debian's, as one process, with a file of so many bytes at /file."""
    with place.folder() as folder, contextlib.ExitStack() as stack:
        folder.chmod(0o755)
        (folder / "files").mkdir()
        (folder / "files" / "file").write_text("x" * size)
        with socket.create_server(("127.0.0.1", 0)) as chosen:
            port = chosen.getsockname()[1]
        (folder / "nginx.conf").write_text(NGINX.format(folder=folder, port=port))
        process = pinned(["nginx", "-c", folder / "nginx.conf"], SERVER_CORE)
        stack.callback(process.wait)
        stack.callback(process.terminate)
        wait_until_open(port)
        yield Running(process, port)


def wait_until_open(port):
    while True:
        with contextlib.suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", port)):
            return
