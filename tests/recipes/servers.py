"""FastAPI and Flask: real servers on loopback, a real client."""

import pathlib
import shutil
import socket
import subprocess
import threading
import time

from book import ROOT, check, recipe, until

# Put around the page's module, which stays as it is: the model notes when it makes a chunk, and knows some special prompts.
STAMPED = """
import {sleeper}, json, time
import answers

page = answers.model

{define} pieces(prompt):
    if prompt == "big":
        for n in range(400):
            yield f"Paragraph {{n}}. " + "A good deal of text. " * 800 + "\\n"
        return
    if prompt == "slow":
        for n in range(200):
            {wait}
            yield f"Line {{n}}. "
        return
    {each} chunk in page(prompt):
        yield chunk
        if prompt == "fail" and chunk == "answer. ":
            raise OSError("the model has failed")

{define} model(prompt):
    {each} chunk in pieces(prompt):
        with open("made", "a") as made:
            made.write(json.dumps([prompt, time.monotonic(), len(chunk)]) + "\\n")
        yield chunk

answers.model = model
app = answers.app
"""
ASYNC = STAMPED.format(sleeper="asyncio", define="async def", each="async for", wait="await asyncio.sleep(0.1)")
THREADS = STAMPED.format(sleeper="threading", define="def", each="for", wait="time.sleep(0.1)")


# The events of a provider, through the page's own function.
EVENTS = """
from fastapi.responses import StreamingResponse

async def provider():
    for line in open("events.sse"):
        await asyncio.sleep(0.05)
        yield line

@app.get("/events")
async def events():
    return StreamingResponse(answers.signed(provider(), "--input", "sse"), media_type="text/event-stream")
"""


@recipe("FastAPI", packages=["fastapi", "uvicorn", "httpx"])
def fastapi(page, place):
    place.write("answers.py", page.take("python"))
    place.write("stamped.py", ASYNC + EVENTS)
    shutil.copy(ROOT / "tests/vectors/streams/o_oai_chat_basic.sse", place.work / "events.sse")
    note = serve(place, ["uvicorn", "--log-level", "warning", "--port", "PORT", "stamped:app"])
    return f"{note}; fastapi {package('fastapi')}, uvicorn {package('uvicorn')}, httpx {package('httpx')}"


@recipe("Flask", packages=["flask", "gunicorn", "httpx"])
def flask(page, place):
    place.write("answers.py", page.take("python"))
    place.write("stamped.py", THREADS)
    one = serve(place, ["flask", "--app", "stamped", "run", "--port", "PORT"])
    two = serve(place, ["gunicorn", "--threads", "8", "--bind", "127.0.0.1:PORT", "stamped:app"])
    return f"{one}; gunicorn: {two}; flask {package('flask')}, gunicorn {package('gunicorn')}, httpx {package('httpx')}"


def package(name):
    import importlib.metadata

    return importlib.metadata.version(name)


def made(place, prompt):
    """When the model made its chunks for a prompt."""
    import json

    path = place.work / "made"
    lines = [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []
    return [when for whose, when, _ in lines if whose == prompt]


def filters(server):
    """The processes called encypher, zombies too, below a server."""
    parents, names = {}, {}
    for entry in pathlib.Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            pid, (name, _, rest) = int(entry.name), stat.split("(", 1)[1].rpartition(")")
            parents[pid], names[pid] = int(rest.split()[1]), name
    below = {server}
    while more := {pid for pid, parent in parents.items() if parent in below} - below:
        below |= more
    return [pid for pid in below if names.get(pid) == "encypher"]


def serve(place, command):
    import httpx

    (place.work / "made").unlink(missing_ok=True)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [part.replace("PORT", str(port)) for part in command]
    server = place.start(command, stdout=subprocess.DEVNULL, env={**place.env, "PYTHONDONTWRITEBYTECODE": "1"})
    url = f"http://127.0.0.1:{port}/answer"

    def listens():
        check(server.poll() is None, f"{command[0]} has ended: {(place.folder / 'errors').read_text()[-2000:]}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(listens, 30, f"{command[0]} does not listen")

    def ask(prompt, name, leave=False, pause=0.0):
        """Reads an answer as it comes, into a file: when its pieces came."""
        times = []
        with httpx.stream("GET", url, params={"prompt": prompt}, timeout=60) as response:
            check(response.status_code == 200, f"status {response.status_code}")
            check(response.headers["content-type"] == "text/plain; charset=utf-8", response.headers["content-type"])
            with (place.work / name).open("wb") as received:
                for piece in response.iter_raw():
                    times.append(time.monotonic())
                    received.write(piece)
                    received.flush()
                    time.sleep(pause)
                    if leave:
                        break
        return times

    def text(prompt):
        return f"You ask: {prompt} Here is the answer. It comes a word at a time. ".encode()

    # One client: the chunks come as they are made, the text is whole, and it verifies.
    came, stamps = ask("Why?", "one.txt"), made(place, "Why?")
    check(came[0] < stamps[len(stamps) // 2], f"the first piece came {came[0] - stamps[0]:.2f} s after the first chunk was made")
    check(len(came) > len(stamps) // 2, f"{len(stamps)} chunks came in {len(came)} pieces")
    plain = place.run("encypher strip one.txt").stdout
    check(plain == text("Why?"), f"the text is {plain}")
    place.run("encypher verify --expect model=gpt-4 one.txt")
    place.expect("one.txt", "verified")
    latency = came[0] - stamps[0]

    # The events of a provider.
    if (place.work / "events.sse").exists():
        response = httpx.get(url.replace("/answer", "/events"))
        check(response.headers["content-type"].startswith("text/event-stream"), response.headers["content-type"])
        place.write("signed.sse", response.content)
        place.run("encypher verify --input sse signed.sse; encypher strip --input sse signed.sse | cmp - events.sse")

    # Two at once.
    results = {}
    clients = [threading.Thread(target=lambda name=name: results.update({name: ask(name, f"{name}.txt")})) for name in ("left", "right")]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    check(len(results) == 2, "a client has failed")
    check(max(times[0] for times in results.values()) < min(times[-1] for times in results.values()), "one after the other")
    for name in results:
        check(place.run(f"encypher strip {name}.txt").stdout == text(name), f"the text of {name} is another one")
        place.expect(f"{name}.txt", "verified")
    until(lambda: not filters(server.pid), 5, "a filter is left after whole answers")

    # A client that leaves: no process stays, and the model is asked no more.
    ask("slow", "early.txt", leave=True)
    until(lambda: not filters(server.pid), 5, "a filter is left after a client has gone")
    count = until(lambda: len(made(place, "slow")), 1)
    time.sleep(0.5)
    check(len(made(place, "slow")) <= count + 1, "the model is still asked")

    # A model that fails: what came is sealed as incomplete, and the connection says so.
    try:
        ask("fail", "failed.txt")
        raise AssertionError("a failed answer looks whole")
    except httpx.RemoteProtocolError:
        pass
    place.expect("failed.txt", "incomplete")
    until(lambda: "the model has failed" in (place.folder / "errors").read_text(), 5, "the log does not say why")
    check(text("fail").startswith(place.run("encypher strip failed.txt").stdout), "a failed answer has another text")

    # More than pipes hold, to a client that is slow: no deadlock, nothing lost, the model waits.
    ask("big", "big.txt", pause=0.002)
    place.expect("big.txt", "verified")
    size = len(place.run("encypher strip big.txt").stdout)
    check(size == sum(len(f"Paragraph {n}. ") + 21 * 800 + 1 for n in range(400)), f"{size} bytes came")

    # A client that leaves when the pipes are full.
    ask("big", "early.txt", leave=True)
    until(lambda: not filters(server.pid), 5, "a filter is left after a client has gone from a long answer")
    server.terminate()
    server.wait(10)

    # The filter cannot sign: the server does not start.
    empty = place.start(command, stdout=subprocess.DEVNULL, env={**place.env, "ENCYPHER_KEY_FILE": "/nothing"})
    until(lambda: empty.poll() is not None, 20, "the server starts without a key")
    check(empty.returncode != 0, "the server starts without a key")
    return f"first piece {latency * 1000:.0f} ms after its chunk, {len(came)} pieces of {len(stamps)} chunks"
