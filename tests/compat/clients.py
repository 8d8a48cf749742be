#!/usr/bin/env python3
"""Whether the released clients of encypher-ai verify what `encypher embed --format` writes.

    cargo build --release
    python3 tests/compat/clients.py target/release/encypher FOLDER [VERSION ...]

makes a virtualenv for each release in FOLDER (with pip; some minutes), signs texts with the program, lets each
release judge them in its own interpreter, and prints the table of docs/interop.md. Exit 1 if one was refused.
"""

import itertools
import json
import pathlib
import subprocess
import sys
import tempfile

VERSIONS = ["1.1.0", "2.0.0", "2.1.0", "2.2.0", "2.3.0", "2.4.1", "2.5.0", "2.6.0", "2.7.0", "2.8.0", "2.8.1",
            "3.0.1", "3.0.2", "3.0.3", "3.0.4", "3.0.6", "3.1.0", "3.1.1", "3.1.2", "3.1.3", "3.1.4", "3.1.5", "3.1.6"]
FORMATS = {"encypher1": "peer.key", "encypher3-basic": "alice.key", "encypher3-manifest": "alice.key"}
TARGETS = ["auto", "whitespace", "punctuation", "first-letter", "last-letter", "all", "end"]
TEXTS = {
    "a sentence": "Hello big world. And more of it, too!\n",
    "one word": "Hello",
    "CRLF": "One line.\r\nAnother line.\r\n",
    "emoji": "Look: ❤️ and 👍🏽 and 1️⃣. Done.\n",
    "emoji first": "❤️ comes first. Then the rest.\n",
    "no space": "日本語のテキストです。終わり。",
    "accents": "Cafe\u0301 nai\u0308ve, déjà vu. Fin.\n",
    "zero-width": "می\u200cخواهم بروم. تمام.\n",
    "code": "Run this:\n\n```\nls -l\n```\n",
    "long": "Words and words. " * 2000,
}
METADATA = {
    "plain": {"model": "gpt-4"},
    "unicode": {"model_id": "mistral ü", "auteur": "Zoë \"É\" \\ /", "emoji": "🚀", "control": "\u0001\u007f\u2028"},
    "floats": {"model": "m", "f": [1e22, 1e-7, 0.1, -0.0, 1e16, 5e-324, 2.5, 1.0], "i": [2**70, -1, 0]},
    "nested": {"model": "m", "a": {"z": [1, {"y": None}], "b": {"\uffff": 1, "😀": 2}}, "t": True, "empty": {}},
}
READERS = {
    "encypher1": """
from encypher.core.unicode_metadata import UnicodeMetadata
def judge(case):
    metadata, good = UnicodeMetadata.verify_metadata(case["text"], case["secret"])
    extracted = UnicodeMetadata.extract_metadata(case["text"])
    return good and extracted["model_id"] == case["model"]
""",
    "encypher3": """
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from encypher.core.unicode_metadata import UnicodeMetadata
def judge(case):
    key = load_pem_public_key(case["pem"].encode())
    resolver = lambda signer: key if signer == "alice" else None
    try:
        found = UnicodeMetadata.verify_metadata(case["text"], public_key_resolver=resolver)
    except TypeError:
        found = UnicodeMetadata.verify_metadata(case["text"], public_key_provider=resolver)
    return True in [part for part in found if isinstance(part, bool)] and "alice" in [part for part in found if isinstance(part, str)]
""",
}
LOOP = """
import json, logging, sys
logging.disable(logging.CRITICAL)
real, sys.stdout = sys.stdout, sys.stderr
for line in sys.stdin:
    case = json.loads(line)
    try:
        answer = bool(judge(case))
    except Exception as error:
        answer = repr(error)[:200]
    print(json.dumps(answer), file=real)
"""


def interpreter(folder, version):
    place = folder / version
    python = place / "bin" / "python"
    ready = python.exists() and subprocess.run([python, "-c", "import encypher"], capture_output=True).returncode == 0
    if not ready:
        subprocess.run([sys.executable, "-m", "venv", place], check=True)
        subprocess.run([python, "-m", "pip", "-q", "install", f"encypher-ai=={version}"], check=True)
    return python


def main():
    program, folder = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]).resolve()
    versions = sys.argv[3:] or VERSIONS
    keys = pathlib.Path(tempfile.mkdtemp())
    (keys / "peer.key").write_text("a secret that is text, 32 bytes ü\n")
    (keys / "peer.key").chmod(0o600)
    subprocess.run([program, "keygen", "--ed25519", "-o", keys / "alice.key"], check=True, capture_output=True)
    pem = (keys / "alice.pub").read_text()
    cases = {name: [] for name in FORMATS}
    for name, (text, body), target, (kind, metadata), every in itertools.product(
            FORMATS, TEXTS.items(), TARGETS, METADATA.items(), ["off", "4K"]):
        if every != "off" and text != "long":
            continue
        command = [program, "embed", "--format", name, "-k", keys / FORMATS[name], "-t", target, "--every", every,
                   "--timestamp", "1700000000", "--meta-json", json.dumps(metadata)]
        marked = subprocess.run(command, input=body.encode(), capture_output=True, check=True)
        ours = subprocess.run([program, "verify", "-qq", "-k", keys / FORMATS[name]], input=marked.stdout)
        stripped = subprocess.run([program, "strip"], input=marked.stdout, capture_output=True)
        model = metadata.get("model_id", metadata.get("model"))
        cases[name].append({
            "what": f"{text}, {target}, {kind}, every {every}", "text": marked.stdout.decode(), "model": model,
            "secret": "a secret that is text, 32 bytes ü", "pem": pem,
            "ours": ours.returncode == 0 and stripped.stdout == body.encode(),
        })
    refused = 0
    print("| release | " + " | ".join(f"`{name}`" for name in FORMATS) + " |\n|---|" + "---|" * len(FORMATS))
    for version in versions:
        python = interpreter(folder, version)
        row = []
        for name in FORMATS:
            if (name == "encypher1") != version.startswith("1."):
                row.append("")
                continue
            code = READERS["encypher1" if name == "encypher1" else "encypher3"] + LOOP
            lines = "".join(json.dumps(case) + "\n" for case in cases[name])
            done = subprocess.run([python, "-c", code], input=lines, capture_output=True, text=True)
            answers = [json.loads(line) for line in done.stdout.splitlines()]
            if len(answers) != len(cases[name]):
                sys.exit(f"{version}: {done.stderr[-500:]}")
            good = sum(answer is True for answer in answers)
            for case, answer in zip(cases[name], answers):
                if answer is not True:
                    refused += 1
                    print(f"{version} {name}: {case['what']}: {answer}", file=sys.stderr)
            row.append(f"{good} of {len(answers)}")
        print(f"| {version} | " + " | ".join(row) + " |", flush=True)
    ours = [sum(case["ours"] for case in cases[name]) for name in FORMATS]
    print("| `encypher verify` and `strip` | " + " | ".join(
        f"{good} of {len(cases[name])}" for good, name in zip(ours, FORMATS)) + " |")
    refused += sum(not case["ours"] for name in FORMATS for case in cases[name])
    for name in FORMATS:
        for case in cases[name]:
            if not case["ours"]:
                print(f"ours: {name}: {case['what']}", file=sys.stderr)
    sys.exit(1 if refused else 0)


main()
