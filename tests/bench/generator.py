"""Runs the programs that measure, on the generator's core, and reads what they tell."""
import json
import os
import statistics
import subprocess

from servers import GENERATOR_CORE, SERVER_CORE, pinned


class Generator:
    def __init__(self, place, runs, most_stored, samples):
        self.place, self.runs, self.most_stored = place, runs, most_stored
        self._samples = samples  # all that was told, for the file

    def ask(self, load, *options, server=None):
        """One run of workchat-bench; a promise that was broken ends everything."""
        command = [self.place.bin / "workchat-bench", "--json", load, *options]
        if server:
            command += ["--port", server.port, "--pid", server.pid]
            command += ["--data", server.folder] if server.folder else []
        return self._told(command, GENERATOR_CORE)

    def in_process(self, *options):
        """One run of a load without a network: where its floor runs too, for one core may be slower than the other."""
        return self.alone("workchat-bench", "--json", "in-process", *options)

    def alone(self, program, *options):
        """One run of what needs no peer, on the server's core, on the same disk."""
        return self._told([self.place.bin / program, *options], SERVER_CORE)

    def _told(self, command, core):
        process = pinned(command, core, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                         env={**os.environ, "TMPDIR": str(self.place.data)})
        text, progress = process.communicate()
        if process.returncode != 0:
            raise SystemExit(f"{' '.join(map(str, command))}\nfailed with {process.returncode}:\n{progress}{text}")
        report = json.loads(text)
        self._samples.append(report)
        return report


def median(reports, figure, quantile=None):
    values = [report[figure] for report in reports]
    return statistics.median(value[quantile] if quantile else value for value in values)
