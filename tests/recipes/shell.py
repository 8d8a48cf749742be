"""Shell, llm, tee, pagers and filters."""

import re
import subprocess
import time

from book import check, found, recipe, until

SKY = b"The sky is blue.\nBlue light is scattered more than red light.\nThat is why.\n"


@recipe("Shell")
def shell(page, place):
    print_ = place.run(page.take("sh")).stdout
    check(b'"model":"gpt-4"' in print_, "extract does not print the metadata")
    place.expect("answer.txt", "verified")

    block = page.take("sh")
    place.run(block)
    place.expect("answer.txt", "verified")
    before = place.read("answer.txt")
    place.run(block, ok=(3,), LLM_FAILS="1")
    check(place.read("answer.txt") == before, "a failed run has changed the file")
    place.expect("answer.txt.incomplete", "incomplete")
    # The trap: a pipe that fails leaves a text that is sealed as whole.
    place.run("llm | encypher embed > half.txt", LLM_FAILS="1")
    place.run("set -o pipefail; llm | encypher embed > half.txt", ok=(3,), LLM_FAILS="1")
    place.expect("half.txt", "verified")

    block = page.take("sh")
    check(place.run(block).stdout.endswith(b"as it was signed\n"), "a good text is not taken")
    place.write("answer.txt", "Nobody signed this.\n")
    check(place.run(block).stdout.endswith(b"not signed\n"), "unsigned text is not told apart")
    place.write("answer.txt", before.replace(b"blue", b"green"))
    check(place.run(block, ok=(1,)).stdout.endswith(b"not to be used\n"), "altered text is taken")

    check(b"verified" in place.run(page.take("sh")).stdout, "a variable does not keep the text")
    # Long enough that the reader has left before the end.
    early = place.run("(for n in $(seq 9); do llm; done) | encypher embed | head -n 1; echo ${PIPESTATUS[@]}")
    check(early.stdout.endswith(b"\n141 141 0\n"), f"not silence and 141: {early}")
    return place.version("bash", "--version")


@recipe("llm", packages=["llm"])
def llm(page, place):
    (place.bin / "llm").unlink()  # the real one
    # A model of our own, as a plugin: it streams the words, with pauses.
    plugin = place.folder / "plugin"
    about = plugin / "llm_slow-1.dist-info"
    about.mkdir(parents=True)
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: llm-slow\nVersion: 1\n")
    (about / "entry_points.txt").write_text("[llm]\nllm_slow = llm_slow\n")
    (plugin / "llm_slow.py").write_text(
        "import llm, time\n"
        "class Slow(llm.Model):\n"
        "    model_id, can_stream = 'llama3.2', True\n"
        "    def execute(self, prompt, stream, response, conversation):\n"
        "        open('prompts.txt', 'a').write(prompt.prompt + '\\n')\n"
        "        for word in 'The sky is blue. Blue light is scattered more than red light.'.split():\n"
        "            time.sleep(0.1)\n"
        "            yield word + ' '\n"
        "@llm.hookimpl\n"
        "def register_models(register):\n"
        "    register(Slow())\n"
    )
    place.env |= {"PYTHONPATH": str(plugin), "LLM_USER_PATH": str(place.folder)}

    child = place.start(["bash", "-euc", page.take("bash")], stdout=subprocess.PIPE)
    arrivals = []
    while piece := child.stdout.read1():
        arrivals.append(time.monotonic())
    check(child.wait() == 0, "the pipe failed")
    check(len(arrivals) > 6 and arrivals[-1] - arrivals[0] > 0.6, f"tokens came in {len(arrivals)} pieces")
    place.expect("answer.txt", "verified", "--expect", "model=llama3.2")

    place.run(page.take("bash"))
    place.expect("answer.txt", "verified", "--expect", "model=llama3.2")

    (place.work / "prompts.txt").unlink()
    place.run(page.take("bash"))
    place.expect("short.txt", "verified", "--expect", "step=summary")
    plain = place.run("encypher strip answer.txt").stdout.decode()
    check(place.read("prompts.txt").decode().strip() == plain.strip(), "the model did not read the plain text")
    check(place.run("llm logs -r | encypher verify", ok=(3,)), "the logs are marked")
    # The trap: a model that repeats marked text.
    place.run("cat answer.txt | encypher embed", ok=(1,))
    return f"{place.version('llm', '--version')}, a plugin with a model that streams; {len(arrivals)} pieces"


@recipe("tee", programs=["tee"])
def tee(page, place):
    done = place.run(page.take("sh"))
    check(b"answer.txt: verified" in done.stdout, "tee behind embed")
    place.run(page.take("sh"))
    check(place.read("plain.txt") == SKY, "tee before embed has something else")
    place.expect("answer.txt", "verified")

    # A text that is longer than what a pipe holds, so that tee must notice.
    (place.bin / "llm").unlink()
    place.write("../bin/llm", "#!/bin/sh\nfor n in $(seq 9); do\n    echo One more line of it.\n    sleep 0.02\ndone\n", 0o755)
    block = page.take("bash")
    place.run(block)
    place.expect("answer.txt", "verified")
    place.run(block.replace("tee -p", "tee"))
    place.expect("answer.txt", "truncated")
    return place.version("tee", "--version")


@recipe("Pagers and filters", programs=["batcat", "less", "glow", "jq", "tmux"], debian=["bat", "less", "glow (13)", "jq", "tmux"])
def pagers(page, place):
    (place.bin / "bat").symlink_to(found("batcat"))
    shown = place.run(page.take("bash")).stdout
    check(shown == place.read("answer.md"), "bat has changed the text")
    place.expect("answer.md", "verified")
    less = page.take("bash")
    check(place.run(less).stdout == shown, "less has changed the text")
    glow = page.take("bash")
    check("The sky is blue." in place.run(glow).stdout.decode(), "glow does not show the text")
    for line, said in zip(page.take("bash").strip().splitlines(), ["gpt-4", "answer.md\tverified", "", "", "-: verified"]):
        check(place.run(line).stdout.decode().startswith(said), f"{line} does not say {said}")

    # The table: what comes out of a pipe.
    text = "# Blue\n\nThe sky is blue. Blue light is scattered more than red light, which is why.\nThis is the end.\n"
    place.write("plain.md", text)
    place.run("encypher embed --meta model=gpt-4 plain.md > long.md")
    for command, verdict in {
        "bat": "verified",
        "bat --language md": "verified",
        "bat --color always --language md": "altered",
        "bat --decorations always": "altered",
        "bat --show-all": "unmarked",
        "less": "verified",
        "more": "verified",
        "glow": "reflowed",
        "jq -R -r --unbuffered .": "verified",
    }.items():
        place.run(f"{command} < long.md > out.md")
        said = place.verdict("out.md")
        check(said == verdict, f"behind {command} the text is {said}, and not {verdict}")

    place.run("printf 'Two of them. Here:\\n\\n- one\\n- two\\n' | encypher embed > mark.md; glow < mark.md > out.md")
    place.expect("out.md", "altered")

    # And what a terminal shows: the lines without the marks are those of the plain text.
    plain = {}
    for name in ("plain.md", "long.md"):
        for command in ("bat --paging never", "bat --paging always", "less", "more", "cat"):
            plain[name, command] = screen(place, f"{command} {name}", "This is the end.")
    for (name, command), lines in plain.items():
        same = [line.replace("plain.md", name) for line in plain["plain.md", command]]
        check(lines == same, f"{command} shows {lines}, not {same}")
    check("binary file" in " ".join(screen(place, "LC_ALL=C less long.md", "binary")), "less does not ask")
    cut = screen(place, "glow -w 60 long.md", "end.")
    check(not any("is the end." in line for line in cut), f"glow does not break lines at marks any more: {cut}")
    right = screen(place, "encypher strip long.md | glow -w 60 -", "end.")
    check(any("This is the end." in line or "why. This is the" in line for line in right), f"glow of plain text: {right}")

    # Which of them wait.
    slow = "for n in 1 2 3 4; do echo Line $n.; sleep 0.2; done"
    for command, waits in {"bat": False, "jq -R --unbuffered .": False, "sed s/a/a/": True, "sed -u s/a/a/": False, "grep .": True,
                           "grep --line-buffered .": False, "glow": True}.items():
        child = place.start(["bash", "-c", f"({slow}) | encypher embed | {command}"], stdout=subprocess.PIPE)
        pieces = 0
        while child.stdout.read1():
            pieces += 1
        check((pieces == 1) == waits, f"{command} wrote in {pieces} pieces")
    versions = [place.version("bat", "--version"), place.version("less", "--version"), place.version("jq", "--version")]
    return ", ".join(versions + ["glow", place.version("tmux", "-V") + " as the terminal"])


def screen(place, command, last):
    """What a terminal of 70 columns shows, without the marks."""
    tmux = ["tmux", "-S", str(place.folder / "terminal"), "-f", "/dev/null", "-u"]
    subprocess.run([*tmux, "new-session", "-d", "-x", "70", "-y", "20", f"{command}; sleep 60"], cwd=place.work, env=place.env, check=True)

    def look():
        shown = subprocess.run([*tmux, "capture-pane", "-p"], env=place.env, capture_output=True).stdout.decode()
        shown = re.sub("[\ufe00-\ufe0f\U000e0100-\U000e01ef]", "", shown)
        return shown.splitlines() if last in shown else None

    try:
        shown = until(look, what=f"{command} does not show {last}")
        time.sleep(0.2)
        return [line.rstrip() for line in look() or shown if line.strip()]
    finally:
        subprocess.run([*tmux, "kill-server"], env=place.env, capture_output=True)
        time.sleep(0.1)
