"""What the recipes' tests share: the page cut into blocks, a folder to run them in, and the list of tests."""

import os
import pathlib
import re
import shutil
import subprocess
import time

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
RECIPES = {}


class Failed(Exception):
    """A recipe does not do what the page says."""


def recipe(section, programs=(), packages=(), debian=()):
    """Registers the test of a section of the page, with the programs and Python packages that it needs."""

    def register(test):
        RECIPES[section] = (test, tuple(programs), tuple(packages), tuple(debian))
        return test

    return register


def check(condition, message):
    if not condition:
        raise Failed(message)


def sections():
    """The sections of the page: their names, and the fenced blocks in them as (language, text)."""
    page = (ROOT / "docs/recipes.md").read_text()
    found = {}
    for part in re.split(r"^## ", page, flags=re.M)[1:]:
        name, _, body = part.partition("\n")
        found[name.strip()] = re.findall(r"^```(\w+)\n(.*?)^```$", body, flags=re.M | re.S)
    return found


class Page:
    """The blocks of one section, taken in turns. All of them must be taken."""

    def __init__(self, blocks):
        self.blocks = list(blocks)

    def take(self, language):
        check(self.blocks, f"the page has no further block, {language} was expected")
        found, text = self.blocks.pop(0)
        check(found == language, f"the page has a block of {found} where {language} was expected")
        return text


class Place:
    """A folder of its own for a recipe, with a home, the program, and a stand-in for the `llm` of the page."""

    def __init__(self, folder, encypher, venv):
        self.folder = folder
        self.bin = folder / "bin"
        self.home = folder / "home"
        self.work = folder / "work"
        for made in (self.bin, self.home, self.work):
            made.mkdir()
        (self.bin / "encypher").symlink_to(encypher)
        (self.bin / "llm").symlink_to(HERE / "bin/llm")
        path = [str(self.bin), os.environ["PATH"]]
        if venv:
            path.insert(1, str(venv / "bin"))
        self.env = {
            "PATH": ":".join(path),
            "HOME": str(self.home),
            "LC_ALL": "C.UTF-8",
            "TERM": "xterm-256color",
            "USER": os.environ.get("USER", "user"),
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        self.children = []
        self.write("prompt.txt", "Why is the sky blue?\n")

    def write(self, name, text, mode=None):
        path = self.work / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        if mode:
            path.chmod(mode)
        return path

    def read(self, name):
        return (self.work / name).read_bytes()

    def run(self, script, ok=(0,), shell=("bash", "-euc"), stdin=None, **env):
        """Runs a script. Its status must be one of `ok`, or may be anything if that is None."""
        done = subprocess.run(
            [*shell, script], cwd=self.work, env={**self.env, **env}, input=stdin, capture_output=True, timeout=120
        )
        if ok is not None and done.returncode not in ok:
            said = (done.stdout + done.stderr).decode(errors="replace").strip()
            raise Failed(f"exit status {done.returncode} of: {script.strip()}\n{said}")
        return done

    def start(self, arguments, **options):
        """Starts a program that is ended with the recipe."""
        options.setdefault("env", self.env)
        options.setdefault("cwd", self.work)
        options.setdefault("stderr", open(self.folder / "errors", "ab"))
        child = subprocess.Popen(arguments, **options)
        self.children.append(child)
        return child

    def verdict(self, name, *options):
        """What `verify` says about a file, as one word."""
        done = self.run(shell=("encypher", "verify", *options, "--"), script=name, ok=None)
        said = done.stdout.decode().splitlines()
        return said[0].split(": ", 1)[1].split()[0] if said else done.stderr.decode()

    def expect(self, name, verdict, *options):
        said = self.verdict(name, *options)
        check(said == verdict, f"{name} is {said}, and should be {verdict}")

    def version(self, *command):
        """The first number in what a program says of its version."""
        done = subprocess.run(command, env=self.env, capture_output=True)
        found = re.search(rb"\d+(\.\d+\w*)*", done.stdout + done.stderr)
        return f"{pathlib.Path(command[0]).name} {found[0].decode() if found else '?'}"

    def end(self):
        for child in self.children:
            if child.poll() is None:
                child.terminate()
                try:
                    child.wait(5)
                except subprocess.TimeoutExpired:
                    child.kill()
                    child.wait()


def until(condition, seconds=10, what="nothing happened"):
    """Waits for something, and fails if it does not come."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        found = condition()
        if found:
            return found
        time.sleep(0.02)
    raise Failed(f"{what}, after {seconds} s")


def found(program, place=None):
    return shutil.which(program, path=(place.env["PATH"] if place else os.environ["PATH"]) + ":/usr/sbin:/sbin")
