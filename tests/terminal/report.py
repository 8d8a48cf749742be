#!/usr/bin/env python3
"""The pages of `verify --report` in a real browser: they render, they say the verdict, they run and load nothing.

    python3 tests/terminal/report.py [--encypher PROGRAM] [--chromium PROGRAM] [--keep FOLDER]

Needs Chromium and Python 3, and nothing else. With --keep the pages and screenshots stay in FOLDER; without it they
are made in a folder of their own, which goes away. Every text is hostile in some way: were a single tag of it to
work, the title would change, a request would reach the server that listens here, or an element would be in the tree
that is none of ours."""

import argparse
import html.parser
import http.server
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--hide-scrollbars",
]
DARK = "--blink-settings=preferredColorScheme=0"
PATIENCE = 60

# All that a page is made of.
ELEMENTS = set(
    "html head meta title style body main header footer section h1 h2 h3 p b span a div dl dt dd ol ul li table caption "
    "thead tbody tr th td pre".split()
)
ATTRIBUTES = set(
    "lang charset name content http-equiv class id href title style aria-label aria-labelledby aria-hidden role tabindex "
    "scope".split()
)


def fail(message):
    sys.exit(f"failed: {message}")


class Requests(http.server.BaseHTTPRequestHandler):
    """Notes what is asked for."""

    seen = []

    def do_GET(self):
        Requests.seen.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_HEAD = do_POST = do_GET

    def log_message(self, *_):
        pass


class Tree(html.parser.HTMLParser):
    """What is in a page."""

    def __init__(self, text):
        super().__init__()
        self.elements, self.attributes, self.links, self.words, self.open = [], [], [], {}, []
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.elements.append(tag)
        self.attributes += [name for name, _ in attributes]
        self.links += [value for name, value in attributes if name == "href"]
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag):
        if self.open and self.open[-1] == tag:
            self.open.pop()

    def handle_data(self, data):
        for tag in set(self.open):
            self.words[tag] = self.words.get(tag, "") + data


class Browser:
    def __init__(self, program):
        self.program = program

    def run(self, page, *arguments):
        profile = tempfile.mkdtemp()
        try:
            command = [self.program, *FLAGS, f"--user-data-dir={profile}", *arguments, page.as_uri()]
            done = subprocess.run(command, capture_output=True, timeout=PATIENCE)
        finally:
            shutil.rmtree(profile, ignore_errors=True)
        if done.returncode:
            fail(f"the browser ended with {done.returncode}: {done.stderr[-500:]}")
        return done.stdout.decode()

    def dom(self, page):
        return self.run(page, "--dump-dom")

    def shot(self, page, picture, width, height, *arguments):
        self.run(page, f"--screenshot={picture}", f"--window-size={width},{height}", *arguments)
        if not picture.exists() or picture.stat().st_size < 10_000:
            fail(f"no picture of {page.name}")


class World:
    """A folder with a key, texts, and pages about them."""

    def __init__(self, program, folder):
        self.program, self.folder = program, folder
        self.environment = {
            "PATH": os.environ["PATH"], "HOME": str(folder / "home"), "XDG_CONFIG_HOME": str(folder / "config"),
        }
        (folder / "home").mkdir(exist_ok=True)

    def encypher(self, *arguments, text=None, code=0):
        command = [self.program, *arguments]
        done = subprocess.run(command, input=text, capture_output=True, cwd=self.folder, env=self.environment)
        if done.returncode != code:
            fail(f"{command} ended with {done.returncode}: {done.stderr.decode()}")
        return done.stdout

    def sign(self, text, *arguments):
        return self.encypher("embed", "--timestamp", "1700000000", *arguments, text=text)

    def page(self, name, *texts, code):
        self.encypher("verify", "-qq", "--report", f"{name}.html", *texts, code=code)
        return self.folder / f"{name}.html"


def hostile(server):
    return (
        f'</pre></section></main><script>document.title="ran"</script>\n"><img src="{server}/img" onerror="document.title=1">\n'
        f"'><svg onload=document.title=1><script src={server}/js></script></svg><!-- --> ]]> <![CDATA[ --!>\n"
        f'<style>*{{display:none}}@import "{server}/css";</style><link rel=stylesheet href={server}/link>\n'
        f'<meta http-equiv=refresh content="0;url={server}/refresh"><base href="{server}/"><iframe src="{server}/frame">\n'
        f'<a href="javascript:document.title=1" onmouseover=1>&lt;b&gt; &#60;i&#62; &amp;amp; <form action={server}>\n'
        "\x1b[31mred\x1b]8;;http://example.org\x1b\\ \u202eright to left\u2066 \u200b\ufeff\x00\x07 ::error::x ##[error]y\n"
    )


PROSE = (
    "The sky is blue because air scatters short waves of light more than long ones. The violet ones are scattered even more, but the sun "
    "sends fewer of them, and our eyes hardly see them.\n\nIn the evening the light has a longer way through the air. Most of the blue is "
    "gone when it arrives, and what is left is red. Dust makes it redder still.\n\nOn the moon there is no air, so the sky is black, even "
    "at noon. The same goes for any place above some 30 km.\n"
)


def make(world, server):
    """Pages, their titles, and the words that their headings must say."""
    write = lambda name, text: (world.folder / name).write_bytes(text)
    prose = PROSE.encode()
    good = world.sign(prose, "--every", "200", "-m", "model=gpt-4", "-m", "temperature:=0.7")
    write("answer.md", good)
    write("altered.md", good.replace(b"hardly see", b"love to see"))
    write("partial.md", b"A heading that somebody put there\n\n" + good + b"\nAnd a footer.\n")
    write("unmarked.md", prose)
    write("cut.md", good[: good.rindex("\ufe0b\ufe05".encode())])
    evil = hostile(server)
    note = evil.replace("\0", "")
    signed = world.sign(evil.encode(), "-m", f"note={note}", "-m", f"<b>{note[:60].replace('=', '')}=x")
    name = "a\"><img src=x onerror=document.title=1><script>document.title='ran'<x>.md".replace("/", "")
    write(name, evil.encode() + b"\xff\xfe\n" + signed)
    write("rtl.md", world.sign("שלום עולם. hello (abc)!\nمرحبا بالعالم. 123\n👩‍💻 ❤️ 漢字。\n".encode()))
    yield world.page("good", "answer.md", code=0), "answer.md: verified", ["verified"]
    yield world.page("altered", "altered.md", code=1), "altered.md: altered", ["altered"]
    yield world.page("partial", "partial.md", code=1), "partial.md: partial", ["partial"]
    yield world.page("unmarked", "unmarked.md", code=3), "unmarked.md: unmarked", ["unmarked"]
    yield world.page("truncated", "cut.md", code=1), "cut.md: truncated", ["truncated"]
    yield world.page("hostile", name, code=1), f"{name}: partial", ["partial"]
    yield world.page("rtl", "rtl.md", code=0), "rtl.md: verified", ["verified"]
    several = ["answer.md", "altered.md", name, "missing.md", "unmarked.md"]
    words = ["verified", "altered", "partial", "not read", "unmarked"]
    yield world.page("several", *several, code=5), "5 texts, exit code 5", words


def check(page, title, words, dom):
    tree = Tree(dom)
    strange = sorted(set(tree.elements) - ELEMENTS) + sorted(set(tree.attributes) - ATTRIBUTES)
    if strange:
        fail(f"{page.name} has {strange} in it")
    if tree.words["title"] != title:
        fail(f"{page.name} is called {tree.words['title']!r}")
    found = tree.words["h2"]
    if found != "".join(words):
        fail(f"the verdicts of {page.name} are {found!r}")
    if any(not link.startswith("#text-") for link in tree.links):
        fail(f"{page.name} leads to {tree.links}")
    if "\x1b" in dom or "\u202e" in dom:
        fail(f"{page.name} holds a control character")


def with_script(page, script, policy):
    """A copy of the page with a script of ours in it, with or without the policy that forbids that."""
    text = page.read_text()
    if not policy:
        start = text.index('<meta http-equiv="Content-Security-Policy"')
        text = text[:start] + text[text.index(">", start) + 1 :]
    copy = page.with_name(f"{page.stem}-script.html")
    copy.write_text(text.replace("</body>", f"<script>{script}</script></body>"))
    return copy


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encypher", default="target/debug/encypher", type=pathlib.Path)
    parser.add_argument("--chromium", default="chromium")
    parser.add_argument("--keep", type=pathlib.Path)
    arguments = parser.parse_args()
    folder = arguments.keep or pathlib.Path(tempfile.mkdtemp())
    folder.mkdir(parents=True, exist_ok=True)
    folder = folder.resolve()
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Requests)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_address[1]}"
    browser = Browser(arguments.chromium)
    world = World(arguments.encypher.resolve(), folder)
    pages = []
    for page, title, words in make(world, address):
        check(page, title, words, browser.dom(page))
        pages.append(page)
        print(f"{page.name}: {title.encode('ascii', 'replace').decode()}")
    probe = 'document.title="ran"'
    for policy, expected in [(True, "answer.md: verified"), (False, "ran")]:
        title = Tree(browser.dom(with_script(pages[0], probe, policy))).words["title"]
        if title != expected:
            fail(f"with the policy being {policy} the title is {title!r}")
    print("the policy stops scripts, and the check would see one run")
    wide = 'document.title = document.documentElement.scrollWidth > window.innerWidth ? "wide" : "fits"'
    for page in pages:
        copy = with_script(page, wide, False)
        title = Tree(browser.run(copy, "--dump-dom", "--window-size=500,900")).words["title"]
        if title != "fits":
            fail(f"{page.name} does not fit into a narrow window: {title}")
    print("all pages fit into a narrow window")
    for page in pages:
        light, dark = (folder / f"{page.stem}-{look}.png" for look in ("light", "dark"))
        browser.shot(page, light, 1100, 1500)
        browser.shot(page, dark, 1100, 1500, DARK)
        browser.shot(page, folder / f"{page.stem}-narrow.png", 500, 1500)
        if light.read_bytes() == dark.read_bytes():
            fail(f"{page.name} is not dark where that is wished for")
    browser.run(pages[1], f"--print-to-pdf={folder / 'altered.pdf'}", "--no-pdf-header-footer")
    if not (folder / "altered.pdf").read_bytes().startswith(b"%PDF"):
        fail("the page cannot be printed")
    print("screenshots: light, dark, narrow; a print")
    if Requests.seen:
        fail(f"a page asked for {Requests.seen}")
    print("no page asked for anything")
    server.shutdown()
    if not arguments.keep:
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
