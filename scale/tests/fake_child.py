"""Speaks the protocol of `blipscope work`, and misbehaves as the name of a shard says."""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

FINGERPRINT = {"version": "0", "model": {"sha256": "m"}, "matcher": None, "settings": {"sha256": "s"}}


def say(**event: object) -> None:
    print(json.dumps(event), flush=True)


def attempts(out: Path, id: str) -> int:
    file = out / f".{id}.attempts"
    count = int(file.read_text()) + 1 if file.exists() else 1
    file.write_text(str(count))
    return count


def shard(id: str, address: str, out: Path, forgive: bool) -> None:
    attempt = attempts(out, id)
    content = Path(address).read_text()
    say(event="progress", id=id, done=1, of=2, errors=0, perSecond=1.5)
    if content == "kill" and attempt == 1:
        os.kill(os.getpid(), signal.SIGKILL)
    if content == "crash" and attempt <= 2:
        os.kill(os.getpid(), signal.SIGSEGV)
    if content == "hang" and attempt == 1:
        time.sleep(600)
    if content == "busy" and attempt == 1:
        say(event="failed", id=id, code="network", retryable=True, message="the host is busy")
        return
    if content == "poison":
        say(event="failed", id=id, code="unreadable", retryable=False, message="neither a tar nor a table")
        return
    time.sleep(float(os.environ.get("FAKE_SECONDS", "0")))
    (out / f"{id}.parquet").write_text(f"{content} forgiven={forgive}")
    (out / f"{id}_stats.json").write_text(json.dumps({"count": 2, "fingerprint": FINGERPRINT}))
    say(event="done", id=id, rows=2, kept=1, failed=0, sha256="x", seconds=0.1)


def main() -> None:
    if "--bad-settings" in sys.argv:
        sys.exit(64)
    say(event="ready", device="cpu", **FINGERPRINT)
    for line in sys.stdin:
        message = json.loads(line)
        if message["op"] == "stop":
            return
        shard(message["id"], message["in"], Path(message["out"]), message.get("forgive", False))


main()
