"""Runs `graphql-conformance batch`."""

import json
import subprocess
import time


class EngineCrash(Exception):
    def __init__(self, case: dict, status: int | None) -> None:
        super().__init__(f"the engine ended with status {status}")
        self.case = case


class Engine:
    def __init__(self, executable: str) -> None:
        self.executable = executable
        self.process: subprocess.Popen | None = None

    def ask(self, cases: list[dict]) -> tuple[list[dict], float]:
        """The answers to some cases, and the total seconds."""
        if self.process is None:
            self.process = subprocess.Popen([self.executable, "batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        start = time.monotonic()
        answers = []
        for number, case in enumerate(cases):
            try:
                self.process.stdin.write(json.dumps({"id": number, **case}).encode() + b"\n")
                self.process.stdin.flush()
                line = self.process.stdout.readline()
            except BrokenPipeError:
                line = b""
            if not line:
                status = self.process.wait()
                self.process = None
                raise EngineCrash(case, status)
            answer = json.loads(line)
            if answer.get("id") != number:
                raise EngineCrash(case, None)
            answers.append(answer)
        return answers, time.monotonic() - start

    def close(self) -> None:
        if self.process is not None:
            self.process.stdin.close()
            self.process.wait()
