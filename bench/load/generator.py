"""The load generator: vegeta, with Connect requests of binary protobuf."""
import base64
import csv
import json
import os
import subprocess
import tempfile
import time

from measuring import percentiles


def attack(base, method, messages, rate=0, workers=32, judge=None):
    """Sends every message once: open loop at a rate a second, or closed loop with so many workers. Returns figures and samples.

    judge(response bytes) returns None or what is wrong, for answers that carry an error inside.
    """
    with tempfile.TemporaryDirectory() as folder:
        targets, results = f"{folder}/targets", f"{folder}/results"
        with open(targets, "w") as out:
            for message in messages:
                out.write(json.dumps({"method": "POST", "url": base.rstrip("/") + method, "body": base64.b64encode(message.SerializeToString()).decode(),
                                      "header": {"content-type": ["application/proto"], "connect-protocol-version": ["1"]}}) + "\n")
        tool = os.environ.get("VEGETA", "vegeta")
        pace = [f"-rate={rate}/1s"] if rate else ["-rate=0", f"-workers={workers}", f"-max-workers={workers}"]
        start = time.monotonic()
        subprocess.run([tool, "attack", "-format=json", "-lazy", f"-targets={targets}", f"-output={results}", "-timeout=60s", *pace], check=True,
                       stderr=subprocess.DEVNULL)
        wall = time.monotonic() - start
        listing = subprocess.run([tool, "encode", "-to=csv", results], check=True, capture_output=True, text=True).stdout
    samples, wrong = [], {}
    csv.field_size_limit(1 << 30)
    for row in csv.reader(listing.splitlines()):
        began, code, took, body = int(row[0]), row[1], int(row[2]), row[6]
        if row[5] == "no targets to attack":  # vegeta's own end mark
            continue
        error = None if code == "200" else f"{code} {row[5]} {base64.b64decode(body)[:160].decode(errors='replace')}"
        error = error or (judge and judge(base64.b64decode(body)))
        samples.append((began, began + took, error is None))
        if error:
            wrong[error[:200]] = wrong.get(error[:200], 0) + 1
    good = [s for s in samples if s[2]]
    span = (max(s[1] for s in samples) - min(s[0] for s in samples)) / 1e9
    figures = {"loop": f"open {rate}/s" if rate else f"closed {workers}", "sent": len(samples), "ok": len(good), "rate": round(len(good) / span, 1),
               "ms": percentiles([(s[1] - s[0]) / 1e6 for s in good], 50, 95, 99)}
    if wrong:
        figures["errors"] = dict(sorted(wrong.items(), key=lambda e: -e[1])[:3])
    if wall > span * 1.5 + 1:
        figures["generator_wall_s"] = round(wall, 2)
    return figures, samples
