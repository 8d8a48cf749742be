#!/usr/bin/env python3
"""How much later a delta arrives because `encypher embed --input sse` stands between the provider and the SDK.

    cargo build --release
    python3 -m venv ../latency && ../latency/bin/pip install openai
    ../latency/bin/python tests/streams/latency.py target/release/encypher

It needs Python 3.10, the package openai, and curl. Four programs on this machine relay a recorded stream, as in the field:

    provider, an HTTP server: one event every 5 ms
      -> curl -N -s URL | encypher embed --input sse --key KEY
        -> relay, an HTTP server: passes on what it reads from that pipe
          -> the client of openai, client.chat.completions.create(stream=True)

The text deltas of the stream are repeated and numbered (in the member "obfuscation", with which OpenAI pads them). For each, the time is
taken when it is sent, when the relay has read all of it, and when the SDK gives it. `cat` in the place of encypher is measured in
turns with it. Each side of a connection sends at once (TCP_NODELAY), and there is one response a connection. Prints a
Markdown table of milliseconds. Exit 1 if a delta is missing or the text that arrived does not verify; the figures are not
asserted. Options:

    --stream FILE     a stream of Chat Completions (by default tests/vectors/streams/o_oai_chat_basic.sse)
    --deltas NUMBER   at least so many deltas a run (1000)
    --every MS        time from event to event (5)
    --runs NUMBER     runs of each, in turns (5)
    --json FILE       writes every time
"""

import argparse
import importlib.metadata
import json
import os
import pathlib
import platform
import re
import socket
import subprocess
import sys
import tempfile
import time

NUMBER = re.compile(rb'"obfuscation":"#(\d+)"')
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nCache-Control: no-cache\r\nConnection: close\r\n\r\n"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    streams = pathlib.Path(__file__).parent.parent / "vectors/streams"
    parser.add_argument("encypher", type=pathlib.Path)
    parser.add_argument("--stream", type=pathlib.Path, default=streams / "o_oai_chat_basic.sse")
    parser.add_argument("--deltas", type=int, default=1000)
    parser.add_argument("--every", type=float, default=5)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    events, deltas = repeated(options.stream.read_bytes(), options.deltas)

    import openai

    with tempfile.TemporaryDirectory() as folder:
        encypher, key = str(options.encypher.resolve()), f"{folder}/key"
        subprocess.run([encypher, "keygen", "-o", key], check=True, capture_output=True)
        filters = {"cat": ["cat"], "encypher": [encypher, "embed", "--input", "sse", "--key", key]}
        times = {name: {"relay": [], "sdk": []} for name in filters}
        for _ in range(options.runs):
            for name, command in filters.items():
                sent, relayed, came, text = run(openai, command, events, options.every / 1000)
                if not set(sent) == set(relayed) == set(came) or len(sent) != deltas:
                    sys.exit(f"{name}: {len(sent)} deltas of {deltas} sent, {len(relayed)} relayed, {len(came)} came")
                if name == "encypher":
                    subprocess.run([encypher, "verify", "-qq", "--key", key], input=text.encode(), check=True)
                for at, arrived in ("relay", relayed), ("sdk", came):
                    times[name][at] += [(arrived[number] - sent[number]) / 1e6 for number in sent]
    report(times, deltas, options)
    if options.json:
        options.json.write_text(json.dumps(times))


def repeated(stream, least):
    """The events of a stream, its text deltas repeated and numbered; and how many deltas that are."""
    before, texts, after = [], [], []
    for event in filter(None, re.split(rb"\r\n\r\n|\n\n|\r\r", stream)):
        choices = chunk(event)["choices"] if event.startswith(b"data: {") else []
        if choices and choices[0]["delta"].get("content"):
            texts.append(chunk(event))
        else:
            (after if texts else before).append(event)
    numbered = []
    while len(numbered) < least:
        for text in texts:
            numbered.append(line({**text, "obfuscation": f"#{len(numbered)}"}))
    return before + numbered + after, len(numbered)


def chunk(event):
    return json.loads(event[6:])


def line(chunk):
    return b"data: " + json.dumps(chunk, ensure_ascii=False, separators=(",", ":")).encode()


def run(openai, command, events, every):
    """When each delta was sent, relayed and given by the SDK, in nanoseconds, and the text that came."""
    provider, relay = listener(), listener()
    processes = [fork(provide, provider, events, every), fork(pass_on, relay, command, port(provider))]
    client = openai.OpenAI(base_url=f"http://127.0.0.1:{port(relay)}/v1", api_key="none", max_retries=0, timeout=60)
    came, text = {}, []
    for chunk in client.chat.completions.create(model="any", messages=[{"role": "user", "content": "?"}], stream=True):
        now = time.monotonic_ns()
        number = getattr(chunk, "obfuscation", None) or ""
        if number.startswith("#"):
            came[int(number[1:])] = now
        text += [choice.delta.content or "" for choice in chunk.choices]
    client.close()
    sent, relayed = [finish() for finish in processes]
    provider.close()
    relay.close()
    return sent, relayed, came, "".join(text)


def fork(function, *arguments):
    """Runs a function in a process of its own, and returns what waits for its result."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(reader)
            with open(writer, "w") as file:
                json.dump(list(function(*arguments).items()), file)
            os._exit(0)
        finally:
            os._exit(1)
    os.close(writer)

    def finish():
        with open(reader) as file:
            result = file.read()
        if os.waitpid(child, 0)[1]:
            sys.exit(f"{function.__name__} failed")
        return dict(json.loads(result))

    return finish


def provide(server, events, every):
    """The provider: sends the events, and says when it sent each of the numbered ones."""
    connection, sent = accept(server), {}
    connection.sendall(HEAD)
    due = time.monotonic()
    for event in events:
        due += every
        time.sleep(max(0, due - time.monotonic()))
        number = NUMBER.search(event)
        now = time.monotonic_ns()
        connection.sendall(event + b"\n\n")
        if number:
            sent[int(number[1])] = now
    connection.close()
    return sent


def pass_on(server, command, port):
    """The relay: passes on what comes out of the filter, and says when it had read each of the numbered events."""
    connection, relayed = accept(server), {}
    curl = subprocess.Popen(["curl", "-N", "-s", f"http://127.0.0.1:{port}/"], stdout=subprocess.PIPE)
    filter = subprocess.Popen(command, stdin=curl.stdout, stdout=subprocess.PIPE)
    curl.stdout.close()
    connection.sendall(HEAD)
    rest = b""
    while piece := os.read(filter.stdout.fileno(), 65536):
        now = time.monotonic_ns()
        connection.sendall(piece)
        *whole, rest = (rest + piece).split(b"\n\n")
        for event in whole:
            if number := NUMBER.search(event):
                relayed[int(number[1])] = now
    if curl.wait() or filter.wait():
        raise RuntimeError("curl or the filter failed")
    connection.close()
    return relayed


def listener():
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(60)
    return server


def port(server):
    return server.getsockname()[1]


def accept(server):
    """A connection, and the request read from it."""
    connection, _ = server.accept()
    connection.settimeout(60)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    request = b""
    while b"\r\n\r\n" not in request:
        request += connection.recv(65536)
    head, _, body = request.partition(b"\r\n\r\n")
    length = re.search(rb"(?i)content-length: *(\d+)", head)
    while length and len(body) < int(length[1]):
        body += connection.recv(65536)
    return connection


def report(times, deltas, options):
    curl = subprocess.run(["curl", "--version"], capture_output=True, text=True).stdout.split()[1]
    versions = f"Python {platform.python_version()}, openai {importlib.metadata.version('openai')}, curl {curl}"
    print(f"{options.runs} runs each in turns of {deltas} deltas, one every {options.every:g} ms; {versions}; milliseconds\n")
    print("| from sending | | p50 | p99 | max |\n|---|---|---|---|---|")
    for at, place in ("relay", "to leaving the filter"), ("sdk", "to arrival in the SDK"):
        rows = {}
        for name in "cat", "encypher":
            values = sorted(times[name][at])
            rows[name] = [values[round((len(values) - 1) * part)] for part in (0.5, 0.99, 1)]
        rows["difference"] = [new - old for new, old in zip(rows["encypher"], rows["cat"])]
        for name, figures in rows.items():
            print(f"| {place} | {name} | " + " | ".join(f"{figure:.3f}" for figure in figures) + " |")


if __name__ == "__main__":
    main()
