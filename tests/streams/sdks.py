#!/usr/bin/env python3
"""Whether the SDKs of LLM providers notice that `encypher embed --input` stood between them and the provider.

    cargo build --release
    python3 tests/streams/sdks.py target/release/encypher --env ../sdks

It needs Python 3.10, Node 20 and npm. A server on this machine sends each stream of tests/vectors/streams/ to each SDK that
speaks its format, as it is and as `embed --input sse` (of .sse) or `embed --input jsonl` (of the others) rewrites it. What the
SDK makes of the two has to be the same:

* it ends well, or with the same type of error;
* tool calls, reasoning, refusals, and why the model ended are the same;
* each text is the same once `encypher strip` took the marks out, be it put together from deltas or given whole by the SDK;
* each text that the SDK reads as the manifest says it was sent verifies: `encypher verify` exits 0, or 9 if the stream was cut or
  ended in an error or by a filter (either, if that was after an event that ends a text of the stream). Of other texts there is nothing to
  verify: SDKs lose text of some unmodified streams (the one event after a byte order mark, say) or run several texts into one,
  and some streams break their own format ("conforming": false). These are only counted, and listed with --notes.

Prints a line for each client (runs, those of them that end in an error without marks, same, different, texts that verified of
those that had to, other texts), and then each difference. Exit 1 if there is one. Options:

    --env FOLDER       where the SDKs are, or get installed by pip and npm (by default for this run only; some 700 MB)
    --fixtures FOLDER  other streams, with their manifest.json
    --only GLOB        only streams whose file name matches
    --client GLOB      only clients whose name matches: "node *", "* litellm *"
    --json FILE        writes every outcome
    --notes            lists the texts that did not have to verify, too
"""

import argparse
import collections
import fnmatch
import functools
import http.server
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading

HERE = pathlib.Path(__file__).resolve().parent
PATHS = {  # of the request, as a regular expression, and the content type of the answer if it is not server-sent events
    "openai-chat": ("/v1/chat/completions",),
    "azure-chat": ("/openai/deployments/m/chat/completions",),
    "openai-completions": ("/v1/completions",),
    "openai-responses": ("/v1/responses",),
    "anthropic-messages": ("/v1/messages",),
    "anthropic-completions": ("/v1/complete",),
    "gemini-sse": (r"/v1(beta)?/models/m:streamGenerateContent",),
    "gemini-array": (r"/v1(beta)?/models/m:streamGenerateContent", "application/json; charset=UTF-8"),
    "ollama-generate": ("/api/generate", "application/x-ndjson"),
    "ollama-chat": ("/api/chat", "application/x-ndjson"),
    "cohere-v1": ("/v1/chat", "application/stream+json"),
    "cohere-v2": ("/v2/chat",),
    "mistral-chat": ("/v1/chat/completions",),
    "tgi-generate": ("/generate_stream",),
    "llamacpp-completion": ("/completion",),
    "vercel-ui": ("/api/chat",),
    "vercel-data-v1": ("/api/chat", "text/plain; charset=utf-8"),
}
END_OF_TEXT = re.compile(rb'"(response\.output_text\.done|content_block_stop|content-end|text-end)"')
# The environment of everything that runs here: no keys, no proxies, no telemetry.
QUIET = {"LANG": "C.UTF-8", "LITELLM_LOCAL_MODEL_COST_MAP": "True", "HF_HUB_DISABLE_TELEMETRY": "1"}


class Answer(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        path, kind = (*PATHS[self.server.format], "text/event-stream; charset=utf-8")[:2]
        self.rfile.read(int(self.headers.get("content-length", 0)))
        self.close_connection = True
        if not re.fullmatch(path, self.path.partition("?")[0]):
            self.send_error(404)  # some ask for more than the stream
            return
        self.server.asked = True
        self.send_response(200)
        for name, value in {"content-type": kind, "transfer-encoding": "chunked", "connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"%x\r\n%s\r\n" % (len(self.server.body), self.server.body))
        if self.server.end == "clean":
            self.wfile.write(b"0\r\n\r\n")
        else:
            self.connection.shutdown(socket.SHUT_WR)

    def handle(self):
        try:
            super().handle()
        except ConnectionError:
            pass  # an SDK may leave before the end

    def log_message(self, *_):
        pass


class Provider(http.server.ThreadingHTTPServer):
    """Answers every request for a stream of this format with the same stream."""

    daemon_threads = True
    body, format, end, asked = b"", "", "clean", False

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Answer)
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def send(self, body, clients, client):
        """What a client makes of a stream."""
        self.body, self.asked = body, False
        outcome = clients.ask(client, f"http://127.0.0.1:{self.server_address[1]}")
        return outcome if self.asked else {**outcome, "error": "none: it did not ask for the stream"}


class Clients:
    """A process with the clients of one language, asked one question at a time."""

    def __init__(self, language, command, environment):
        self.language, self.command, self.environment = language, command, environment
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            self.command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=self.environment
        )
        self.clients = self.answer()
        if not isinstance(self.clients, list):
            sys.exit(f"{self.command} does not start")

    def answer(self, seconds=90):
        timer = threading.Timer(seconds, self.process.kill)
        timer.start()
        line = self.process.stdout.readline()
        timer.cancel()
        return json.loads(line) if line else {"text": {}, "final": {}, "other": {}, "error": "none: the process died or hung"}

    def ask(self, client, base):
        if self.process.poll() is not None:
            self.start()
        self.process.stdin.write(json.dumps({"client": client, "base": base}).encode() + b"\n")
        self.process.stdin.flush()
        return self.answer()


class Program:
    """The program, with a key of its own."""

    def __init__(self, path, folder, environment):
        self.path, self.environment, self.key = str(pathlib.Path(path).absolute()), environment, str(folder / "test.key")
        made = self.run("keygen", "-o", self.key)
        if made.returncode:
            sys.exit(made.stderr.decode())
        self.strip = functools.lru_cache(1000)(lambda text: self.run("strip", text=text).stdout)
        self.verify = functools.lru_cache(1000)(lambda text: self.run("verify", "--key", self.key, text=text).returncode)

    def run(self, *arguments, text=b""):
        return subprocess.run([self.path, *arguments], input=text, capture_output=True, env=self.environment)

    def embed(self, file):
        framing = "sse" if file.suffix == ".sse" else "jsonl"
        return self.run("embed", "--input", framing, "--key", self.key, "--meta", "model=test", text=file.read_bytes())


def install(folder):
    """The SDKs, unless they are there already."""
    pins = [HERE / name for name in ("requirements.txt", "requirements-old.txt", "package.json")]
    stamp = folder / "installed"
    wanted = "".join(pin.read_text() for pin in pins)
    if not stamp.exists() or stamp.read_text() != wanted:
        for name, pin in zip(("new", "old"), pins):
            subprocess.run([sys.executable, "-m", "venv", "--clear", folder / name], check=True)
            subprocess.run([folder / name / "bin/pip", "install", "--quiet", "--requirement", pin], check=True)
        shutil.copy(pins[2], folder)
        npm = ["npm", "install", "--loglevel=error", "--no-audit", "--no-fund"]
        subprocess.run(npm, cwd=folder, check=True, stdout=sys.stderr)
        stamp.write_text(wanted)
    shutil.copy(HERE / "sdks.mjs", folder)  # Node looks for packages beside it


def encode(text):
    """As the SDK has it: halves of a character stay halves."""
    return text.encode("utf-8", "surrogatepass")


def compare(program, before, after, sent, good):
    """The differences between two outcomes, whether each text that had to verify did, and notes on the others."""
    differences, verified, notes = [], [], []
    differences += [outcome["error"] for outcome in (before, after) if (outcome["error"] or "").startswith("none: ")]
    for name in ("error", "other"):
        if before[name] != after[name]:
            differences.append(f"{name}: {json.dumps(before[name])} became {json.dumps(after[name])}")
    for name, key in sorted((name, key) for name in ("text", "final") for key in {**before[name], **after[name]}):
        old, new = before[name].get(key, ""), after[name].get(key, "")
        stripped = program.strip(encode(new))
        if stripped != encode(old):
            differences.append(f"{name} {key}: {json.dumps(old)} became {json.dumps(new)}")
        status = program.verify(encode(new))
        if old not in sent:
            notes.append(f"{name} {key}: verify exits {status}")
            continue
        verified.append(status in good)
        if status not in good:
            differences.append(f"{name} {key}: verify exits {status}")
    return differences, verified, notes


def shorten(text):
    return text if len(text) < 600 else f"{text[:300]} ... {text[-300:]}"


def main():
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("binary")
    defaults = {"env": None, "fixtures": HERE.parent / "vectors/streams", "only": "*", "client": "*", "json": None}
    for name, default in defaults.items():
        parser.add_argument(f"--{name}", default=default)
    parser.add_argument("--notes", action="store_true")
    if {"-h", "--help"} & set(sys.argv):
        print(__doc__)
        return 0
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        return run(options, pathlib.Path(temporary))


def run(options, temporary):
    folder = pathlib.Path(options.env or temporary / "env").resolve()
    folder.mkdir(parents=True, exist_ok=True)
    install(folder)
    environment = {**QUIET, "PATH": os.environ["PATH"], "HOME": str(temporary), "XDG_CONFIG_HOME": str(temporary)}
    program, provider = Program(options.binary, temporary, environment), Provider()
    groups = [
        Clients("python", [folder / "new/bin/python", HERE / "sdks_python.py", "new"], environment),
        Clients("python", [folder / "old/bin/python", HERE / "sdks_python.py", "old"], environment),
        Clients("node", ["node", folder / "sdks.mjs"], environment),
    ]
    counts, lines, outcomes = collections.defaultdict(collections.Counter), [], []
    fixtures = json.loads(pathlib.Path(options.fixtures, "manifest.json").read_text())["fixtures"]
    for fixture in fixtures:
        if not fnmatch.fnmatch(fixture["file"], options.only):
            continue
        file = pathlib.Path(options.fixtures, fixture["file"])
        original, embedded = file.read_bytes(), program.embed(file)
        if embedded.returncode == 2:
            sys.exit(embedded.stderr.decode())
        if embedded.returncode not in (0, 9):
            lines.append(f"{file.name}: embed exits {embedded.returncode}: {embedded.stderr.decode().strip()}")
        sent, good = fixture["expected"]["text"] or {}, {0}
        if fixture["expected"]["ended"] in ("eof", "cut", "error"):
            good = {0, 9} if END_OF_TEXT.search(original) else {9}
        if {"content_filter", "SAFETY"} & set((fixture["expected"].get("finish") or {}).values()):
            good = {9}  # the provider's filter cut the text
        if not fixture["conforming"]:
            sent = {}  # nothing that has to verify
        provider.format, provider.end = fixture["format"], fixture["http_end"]
        for group in groups:
            for client, format, version in group.clients:
                name = f"{group.language} {client.replace(' ', f' {version} ', 1)}"
                if format != fixture["format"] or not fnmatch.fnmatch(name, options.client):
                    continue
                before = provider.send(original, group, client)
                after = provider.send(embedded.stdout, group, client)
                differences, verified, notes = compare(program, before, after, sent.values(), good)
                counts[name].update(runs=1, errors=bool(before["error"]), different=bool(differences))
                counts[name].update(verified=sum(verified), held=len(verified), notes=len(notes))
                lines += [f"{file.name}: {name}: {difference}" for difference in differences]
                lines += [f"note: {file.name}: {name}: {note}" for note in notes if options.notes]
                outcome = {"before": before, "after": after, "differences": differences, "notes": notes}
                outcomes.append({"file": file.name, "client": name, **outcome})
    for group in groups:
        group.process.kill()
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(outcomes, indent=1))
    total = collections.Counter()
    print(f"{'client':68} runs errors same different verified other")
    for name, count in [*sorted(counts.items()), ("all", total)]:
        same = count["runs"] - count["different"]
        verified = f"{count['verified']}/{count['held']}"
        print(f"{name:68} {count['runs']:4} {count['errors']:6} {same:4} {count['different']:9} {verified:>8} {count['notes']:5}")
        total.update(count)
    print(*map(shorten, lines), sep="\n")
    return 1 if any(not line.startswith("note: ") for line in lines) or not outcomes else 0


if __name__ == "__main__":
    sys.exit(main())
