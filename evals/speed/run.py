"""Parley beside other systems, with the same work in one run: `python -m evals.speed.run --tools FOLDER --work FOLDER`.

* R1: the page of an article of 14 KB of text with 100 comments. Processor time of the server per view comes first:
  on a shared machine the number of requests per second swings by a factor of five, processor time by less than two.
* W1: posting, one client and eight: until the answer, until another request sees the comment, and processor time of the
  server per post, everything included that the server does in that time.

The tools (not part of Parley) set up and start the others: nginx with a ready file, which is the limit; the prototype
of the write path; Isso; WordPress. What is not set up below the work folder is left out, and said.
"""

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from evals.filter.recording import Recording
from evals.speed.adapter import parley_adapters

RESULTS = Path(__file__).with_name("results")
PORT = 18070
OTHERS = {"nginx": "nginx", "proto": "proto", "isso": "isso", "wordpress": "wordpress"}
"""System → what its being set up leaves below WORK/peers."""

AROUND = """
user root;
worker_processes 1;
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ worker_connections 256; }}
http {{
    access_log off;
    keepalive_requests 100000;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/parley.conf;
}}
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--tools", type=Path, required=True, help="the shared tools")
    parser.add_argument("--work", type=Path, required=True, help="where the other systems are set up")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=3, help="for one reading measurement")
    parser.add_argument("--posts", type=int, default=100)
    parser.add_argument("--articles", type=int, default=41)
    parser.add_argument("--keep", type=Path, default=RESULTS)
    chosen = parser.parse_args()
    data = chosen.work / "peers" / "parley" / "data"
    if not (data / "threads.json").exists():
        seed = ["-m", "evals.speed.seed", "--tools", str(chosen.tools), "--port", str(PORT)]
        subprocess.run([sys.executable, *seed, "--articles", str(chosen.articles)], env=_environment(data), check=True)
    own = parley_adapters(chosen.tools, data, PORT)
    import adapters
    import benchlib
    import driver
    import fixture

    fixture.N_POST_THREADS = chosen.articles - 1
    work = benchlib.Work(chosen.work)
    names = [name for name, folder in OTHERS.items() if any((chosen.work / "peers" / folder).glob("*"))]
    systems = {name: adapters.ALL[name](work) for name in names} | {name: make(work) for name, make in own.items()}
    _start(benchlib, chosen.tools, work, data, names)
    try:
        for system in systems.values():
            system.prepare()
        rounds = [_round(driver, benchlib, work, systems, chosen) for _number in range(chosen.rounds)]
        memory = {name: benchlib.memory(benchlib.pids_of(work, s.pidnames)) for name, s in systems.items()}
        fsync = driver.fsync_probe(work)
    finally:
        _stop(benchlib, chosen.tools, work, names)
    _record(rounds, systems, memory, fsync, sorted(OTHERS.keys() - set(names)), chosen.keep)


def _environment(data: Path) -> dict[str, str]:
    root = Path(__file__).parents[2]
    return {**os.environ, "PARLEY_DATA": str(data), "PYTHONPATH": f"{root / 'src'}:{root}"}


def _start(benchlib: Any, tools: Path, work: Any, data: Path, names: list[str]) -> None:
    for name in names:
        subprocess.run([sys.executable, tools / "peers" / f"{name}.py", "--work", work.w, "start"], check=True)
    program = [sys.executable, "-c", "from parley.config.cli.main import main; main()"]
    benchlib.spawn(work, "parley", [*program, "serve", "--no-worker"], env=_environment(data))
    benchlib.spawn(work, "parley_worker", [*program, "worker"], env=_environment(data))
    benchlib.wait_http(PORT, "/opinion/a0/", host=f"127.0.0.1:{PORT}")
    folder = work.peer("parley_nginx")
    printed = subprocess.run(
        [*program, "deploy", "nginx", "--port", str(PORT + 1)],
        env=_environment(data),
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    (folder / "parley.conf").write_text(printed, encoding="utf-8")
    (folder / "nginx.conf").write_text(AROUND.format(folder=folder), encoding="utf-8")
    benchlib.spawn(work, "parley_nginx", ["/usr/sbin/nginx", "-p", folder, "-c", folder / "nginx.conf"])
    benchlib.wait_http(PORT + 1, "/opinion/a0/", host=f"127.0.0.1:{PORT}")


def _stop(benchlib: Any, tools: Path, work: Any, names: list[str]) -> None:
    for name in ("parley_nginx", "parley_worker", "parley"):
        benchlib.stop(work, name)
    for name in names:
        subprocess.run([sys.executable, tools / "peers" / f"{name}.py", "--work", work.w, "stop"], check=True)


def _round(driver: Any, benchlib: Any, work: Any, systems: dict[str, Any], chosen: Any) -> dict[str, Any]:
    """Each system in turn, so that whatever else the machine does falls on all alike."""
    reading, posting = {}, {}
    options = argparse.Namespace(secs=chosen.seconds, conns=8, posts=chosen.posts, wsecs=30.0)
    for name, system in systems.items():
        _until_idle(benchlib, work)
        reading[name] = driver.r1(work, system, options)
        if name == "nginx":
            gzipped = adapters_static_gz(work)
            reading["nginx, ready .gz"] = driver.r1(work, gzipped, options)
    for name, system in systems.items():
        if not system.posts or name == "parley_nginx":
            continue
        posting[name] = {}
        for key, clients in (("one", 1), ("eight", 8)):
            _until_idle(benchlib, work)
            before, beside = _spent(benchlib, work, system.pidnames), _spent(benchlib, work, ("parley_worker",))
            found = asyncio.run(driver.phase(system, clients, True, chosen.posts, options.wsecs))
            posts = max(found["posts"], 1)
            found["cpu_ms"] = (_spent(benchlib, work, system.pidnames) - before) * 1000 / posts
            _until_idle(benchlib, work)
            found["worker_ms"] = (_spent(benchlib, work, ("parley_worker",)) - beside) * 1000 / posts
            posting[name][key] = found
    print(json.dumps({"load": os.getloadavg()[0], "reading": reading, "posting": posting}), file=sys.stderr, flush=True)
    return {"reading": reading, "posting": posting}


def _spent(benchlib: Any, work: Any, names: tuple[str, ...]) -> float:
    return float(benchlib.cpu_seconds(benchlib.pids_of(work, names)))


def _until_idle(benchlib: Any, work: Any, most: float = 60.0) -> None:
    """Until Parley's worker has done what was left to it, so that nothing else is measured."""
    until = time.monotonic() + most
    before = _spent(benchlib, work, ("parley_worker",))
    while time.monotonic() < until:
        time.sleep(1.5)
        now = _spent(benchlib, work, ("parley_worker",))
        if now - before < 0.06:
            return
        before = now


def adapters_static_gz(work: Any) -> Any:
    """The limit: nginx sends a file that was compressed before."""
    import adapters

    return adapters.StaticGz(work)


def _median(values: list[float | None]) -> float:
    known = [value for value in values if value is not None]
    return statistics.median(known) if known else float("nan")


def _record(
    rounds: list[dict[str, Any]],
    systems: dict[str, Any],
    memory: dict[str, Any],
    fsync: dict[str, float],
    missing: list[str],
    keep: Path,
) -> None:
    recording = Recording(
        name="side_by_side",
        title="Parley beside other systems",
        engine="Parley on SQLite, synchronous FULL",
        remarks=[
            f"Medians of {len(rounds)} rounds in one run; load of the machine {os.getloadavg()[0]:.1f}; fsync of the "
            f"disk {fsync['p50_ms']} ms. Compare within a table only. Left out: {', '.join(missing) or 'nothing'}."
        ],
    )
    views = {name: _median([r["reading"][name].get("server_cpu_us") for r in rounds]) for name in rounds[0]["reading"]}
    limit = views.get("nginx, ready .gz", float("nan"))
    rows = []
    for name, cpu in views.items():
        part = rounds[-1]["reading"][name].get("parts", [{}])[0]
        sent = part.get("gzip_sent") or part.get("body_bytes") or 0
        rows.append([name, f"{cpu:.0f}", f"{cpu / limit:.1f}", f"{sent:,}", str(part.get("comments", ""))])
    recording.add(
        "Reading: article of 14 KB with 100 comments",
        ["System", "CPU per view, µs", "× nginx with a ready .gz", "Bytes sent", "Comments"],
        rows,
    )
    rows = []
    peers = [name for name in rounds[0]["posting"] if name not in {"parley", "proto"}]
    figures = {
        name: {
            "seen": _median([r["posting"][name]["one"].get("visible_p50_ms") for r in rounds]),
            "cpu": _median([r["posting"][name]["one"]["cpu_ms"] for r in rounds]),
            "worker": _median([r["posting"][name]["one"]["worker_ms"] for r in rounds]) if name == "parley" else 0.0,
            "rate": _median([r["posting"][name]["eight"]["per_s"] for r in rounds]),
            "p99": _median([r["posting"][name]["eight"].get("visible_p99_ms") for r in rounds]),
            "bad": sum(r["posting"][name][key]["bad"] for r in rounds for key in ("one", "eight")),
        }
        for name in rounds[0]["posting"]
    }
    for name, f in figures.items():
        rows.append([name, *(f"{f[key]:.1f}" for key in ("seen", "cpu", "worker", "rate", "p99")), str(f["bad"])])
    recording.add(
        "Posting",
        [
            "System",
            "Posted to seen, p50, ms (1 client)",
            "CPU per post until the answer, ms",
            "CPU per post of the worker afterwards, ms",
            "Comments/s seen (8 clients)",
            "Posted to seen, p99, ms (8 clients)",
            "Refused or held",
        ],
        rows,
        note="Parley's worker writes the files that nobody waits for: lists, feeds, other orders of the conversation.",
    )
    own = figures["parley"]
    ratios = []
    if "proto" in figures:
        ratios.append(["p50 posted to seen, × the prototype", f"{own['seen'] / figures['proto']['seen']:.2f}", "≤ 1.6"])
    if peers:
        best = min(figures[name]["seen"] for name in peers)
        most = max(figures[name]["rate"] for name in peers)
        ratios.append(["p50 posted to seen, times quicker than the best peer", f"{best / own['seen']:.1f}", "≥ 8"])
        ratios.append(["comments/s with 8 clients, × the best peer", f"{own['rate'] / most:.1f}", "≥ 6"])
    ratios.append(["p99 with 8 clients, ms", f"{own['p99']:.0f}", "≤ 100"])
    ratios.append(["CPU per post until the answer, ms", f"{own['cpu']:.1f}", "≤ 7"])
    ratios.append(["reading behind nginx, × nginx with a ready .gz", f"{views['parley_nginx'] / limit:.2f}", "≤ 1.1"])
    ratios.append(["reading from the gate, × nginx with a ready .gz", f"{views['parley'] / limit:.1f}", "≤ 6"])
    recording.add("The bars", ["What", "Measured", "Bar"], ratios)
    recording.add(
        "Memory after the load",
        ["System", "Processes", "PSS, MB"],
        [[name, str(m["processes"]), f"{m['pss_mib']:.0f}"] for name, m in memory.items()],
    )
    recording.keep(keep)


if __name__ == "__main__":
    main()
