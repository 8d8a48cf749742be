"""Makefile, git, pre-commit, GitHub Actions."""

import re

from book import check, recipe

WHO = "git config user.name Somebody; git config user.email somebody@example.org; git config commit.gpgsign false"


@recipe("Makefile", programs=["make"], debian=["make"])
def makefile(page, place):
    place.write("Makefile", page.take("make"))
    place.run("make -s check")
    place.expect("answer.md", "verified", "--expect", "prompt=prompt.txt")
    place.expect("short.md", "verified", "--expect", "from=answer.md")
    before = place.read("answer.md")

    # A writer that fails: -o keeps the file, > and .DELETE_ON_ERROR leave none.
    place.run("touch -d '1 minute' prompt.txt; make -s answer.md", ok=(2,), LLM_FAILS="1")
    check(place.read("answer.md") == before, "a failed run has changed answer.md")
    place.expect("answer.md.incomplete", "incomplete")
    place.run("touch -d '1 hour ago' prompt.txt; touch answer.md; rm short.md; make -s short.md", ok=(2,), LLM_FAILS="1")
    check(not (place.work / "short.md").exists(), "a failed pipe has left short.md")
    # The traps: without these lines it is there, half and signed as whole.
    text = place.read("Makefile").decode()
    place.write("without", re.sub(r"^(\.SHELLFLAGS.*|\.DELETE.*)\n", "", text, flags=re.M))
    place.run("make -s -f without short.md", LLM_FAILS="1")
    place.expect("short.md", "verified")
    place.write("answer.md", before.replace(b"blue", b"red"))
    place.run("make -s check", ok=(2,))
    return place.version("make", "--version")


@recipe("git", programs=["git"], debian=["git"])
def git(page, place):
    place.run(f"git init -q .; {WHO}")
    place.run(page.take("bash"))
    place.run("llm | encypher embed > answer.md; git add -A; git commit -qm First")
    marks = "[\ufe00-\ufe0f\U000e0100-\U000e01ef]"

    def shown(command):
        return place.run(f"git --no-pager {command}").stdout.decode()

    check(b"verified" in place.run(page.take("bash")).stdout, "git has changed the text")
    # A new first line, signed anew: one line of difference is what one sees.
    place.run("(echo 'A new line. At the top.'; llm) | encypher embed > answer.md")
    diff = shown("diff")
    check(not re.search(marks, diff), "the diff has marks in it")
    changed = [line for line in diff.splitlines() if re.match(r"[+-][^+-]", line)]
    check(changed == ["+A new line. At the top."], f"the diff is {diff}")
    check(re.search(marks, shown("diff --no-textconv")), "--no-textconv has no marks")
    place.run("git commit -qam Second")
    for command in ("log -p", "show HEAD", "blame answer.md", "show --textconv HEAD:answer.md"):
        check(not re.search(marks, shown(command)), f"git {command} has marks in it")
    check(len(re.findall("First|^\\^", shown("blame -s answer.md"), re.M)) == 3, "blame does not follow the text")
    check(re.search(marks, shown("format-patch -1 --stdout")), "format-patch has no marks")
    check(re.search(marks, shown("show HEAD:answer.md")), "show of a file has no marks")
    # Signed again: nothing to read, but something to commit.
    place.run("encypher strip answer.md | encypher embed -o answer.md")
    check(not re.search("^[+-][^+-]", shown("diff"), re.M), "a text that was only signed again has a diff")
    check("answer.md" in shown("diff --stat --no-textconv"), "and has not been changed")
    # Other files of that name: empty, unmarked, damaged, no text.
    place.run("git commit -qam Third; : > empty.md; echo Plain. > plain.md; head -c 60 answer.md > cut.md; printf '\\0\\377' > odd.md")
    place.run("git add -A; git --no-pager diff --cached; git commit -qm Fourth; git --no-pager log -p")
    place.run("git format-patch -q -3; git checkout -q HEAD~3; git am -q 000*.patch; git checkout -q HEAD~1")
    place.expect("answer.md", "verified")
    # The words on both sides of a mark.
    place.run("git checkout -q -; git grep -q 'scattered more than'; ! git grep -q 'blue. Blue\\|top. The'; encypher strip answer.md > /dev/null")
    place.run("printf 'One. Two.\\n' | encypher embed > two.md; git add two.md; ! git grep -q 'One. Two'; git grep -q --textconv 'One. Two'")
    return place.version("git", "--version")


@recipe("pre-commit", programs=["git"], packages=["pre-commit", "PyYAML"], debian=["git"])
def hooks(page, place):
    import yaml

    place.run(f"git init -q .; {WHO}; encypher keygen -q --ed25519 -o ../signer.key; cp ../signer.pub .")
    framework, hook = page.take("yaml"), page.take("bash")
    ids = [hook["id"] for repo in yaml.safe_load(framework)["repos"] for hook in repo["hooks"]]
    place.write(".pre-commit-config.yaml", framework)
    place.run("pre-commit validate-config; pre-commit install; git add -A; git commit -qm Start")
    good = {
        "notes.md": "echo Plain text.",
        "signed.md": "llm | encypher embed",
        "answers/with space.md": "llm | encypher embed --key ../signer.key",
        "code.py": "echo 'print(1)'",
        "-dash.txt": "llm | encypher embed",
    }
    bad = {
        "altered.md": ("llm | encypher embed | sed s/blue/red/", "encypher-altered"),
        "cut.md": ("llm | encypher embed | head -c 150", "encypher-altered"),
        "answers/unsigned.md": ("echo Plain text.", "encypher-answers"),
        "answers/other.md": ("llm | encypher embed", "encypher-answers"),
        "marked.py": ("echo '# This is. A comment' | encypher embed", "encypher-code"),
        "settings.ini": ("echo 'password = Tr0ub4dor-and-3'", "encypher-secrets"),
    }
    stranger = "encypher keygen -q -o ../stranger.key; llm | encypher embed --key ../stranger.key"
    bad["stranger.md"] = (stranger, "encypher-altered")
    place.run("mkdir answers")
    for name, write in good.items():
        place.run(f"({write}) > './{name}'; git add -- './{name}'")
    place.run("git commit -qm Good")
    for name, (write, wanted) in bad.items():
        said = place.run(f"({write}) > '{name}'; git add '{name}'; git commit -qm Bad 2>&1", ok=(1,)).stdout.decode()
        failed = re.findall(r"- hook id: (\S+)", said)
        check(failed == [wanted], f"{name} is refused by {failed}, not {wanted}: {said}")
        place.run(f"git rm -qf '{name}'")
    check({wanted for _, wanted in bad.values()} == set(ids), "not every hook has refused something")
    place.run("pre-commit run --all-files")
    place.run("llm | encypher embed > staged.md; git add staged.md; sed -i s/blue/red/ staged.md; git commit -qm Staged; git checkout -q staged.md")

    # The hook by hand: what is staged counts, whatever stands in the working tree.
    place.run("pre-commit uninstall; rm .pre-commit-config.yaml; git commit -qam Alone")
    (place.work / ".git/hooks/pre-commit").write_text(hook)
    (place.work / ".git/hooks/pre-commit").chmod(0o755)
    place.run("git commit -q --allow-empty -m Empty")
    place.run("llm | encypher embed > new.md; git add new.md; sed -i s/blue/red/ new.md; git commit -qm Staged; git checkout -q new.md")
    place.run("cp new.md 'two words.md'; sed -i s/blue/red/ 'two words.md'; git add 'two words.md'; cp new.md 'two words.md'; git commit -qm Bad", ok=(1,))
    place.run("git add 'two words.md'; git commit -qm Good")
    # With CR LF.
    place.run("llm | encypher embed > crlf.md; git config core.autocrlf true; git add crlf.md; git commit -qm Lines", ok=(1,))
    (place.work / ".git/hooks/pre-commit").write_text(hook.replace("--accept unmarked", "--accept unmarked,reflowed"))
    place.run("git commit -qm Lines")
    return f"{place.version('pre-commit', '--version')}, {place.version('git', '--version')}"


@recipe("GitHub Actions", packages=["PyYAML"])
def github(page, place):
    import yaml

    text = page.take("yaml")
    workflow = yaml.safe_load(text)
    check(workflow["defaults"]["run"]["shell"] == "bash", "the shell is not bash")
    steps = {step["name"]: step for step in workflow["jobs"]["answers"]["steps"] if "name" in step}
    check(not any("${{" in step.get("run", "") for step in steps.values()), "an expression stands inside of a script")
    hostile = "x\n::error::taken over\n##[error]taken over\r::add-mask::x$(touch taken)`touch taken`\"; touch taken;"
    values = {
        "secrets.ENCYPHER_HMAC_SECRET_KEY": "0123456789abcdef0123456789abcdef",
        "github.event.head_commit.message": hostile,
    }

    def step(name, ok=(0,), shell=("bash", "--noprofile", "--norc", "-eo", "pipefail"), without=(), **more):
        """As the runner does it: the script in a file, the environment of the step, CI set."""
        env = {
            key: re.sub(r"\$\{\{ (\S+) \}\}", lambda found: "" if key in without else values[found[1]], value)
            for key, value in steps[name].get("env", {}).items()
        }
        script = place.write("../step.sh", steps[name]["run"])
        return place.run(str(script), shell=shell, ok=ok, CI="true", GITHUB_ACTIONS="true", GITHUB_SHA="c0ffee", **env, **more)

    def harmless(done):
        said = (done.stdout + done.stderr).decode()
        check("taken over" in said, f"the hostile metadata is not shown: {said}")
        for line in re.split("[\r\n]", said):
            check(not line.lstrip().startswith("::") and "##[" not in line, f"a workflow command: {line}")
        check(not (place.work / "taken").exists(), "a command was run")
        check(values["secrets.ENCYPHER_HMAC_SECRET_KEY"] not in said, "the secret is printed")

    harmless(step("Sign"))
    # No secret, as in a pull request from a fork: no key is made. The job's home is new.
    place.run("rm -rf ~/.config answer.md")
    said = step("Sign", ok=(125,), without=["ENCYPHER_HMAC_SECRET_KEY"]).stderr
    check(b"CI is set" in said and not (place.home / ".config").exists(), f"a key was made: {said}")
    place.run("llm | encypher embed", ok=(6,), CI="true")
    step("Sign", ok=(3,), LLM_FAILS="1")

    place.run("mkdir -p .github answers; encypher keygen -q --ed25519 -o ../signer.key; cp ../signer.pub .github/")
    place.run("llm | encypher embed --key ../signer.key > answers/one.md; llm | encypher embed --key ../signer.key --meta \"$M\" > answers/two.md", M=f"m={hostile}")
    harmless(step("Verify"))
    place.run("cp answers/one.md 'answers/::error::taken over.md'; cp answers/one.md $'answers/##[error]a\\n::error::b.md'; sed -i s/blue/red/ answers/*error*")
    harmless(step("Verify", ok=(1,)))
    for options in ("-v", "--json", "-v --key ../.github/signer.pub", "--json --key ../.github/signer.pub"):
        harmless(place.run(f"cd answers; encypher verify {options} -- *", ok=(1, 4)))
    harmless(place.run("encypher verify -- $'::error::taken over\\n##[error]taken over'", ok=(5,)))

    # The trap: GitHub's own default is bash -e, where a pipe fails only with its last command.
    steps["Pipe"] = {"env": steps["Sign"]["env"], "run": "llm | encypher embed > half.md"}
    step("Pipe", shell=("bash", "-e"), LLM_FAILS="1")
    step("Pipe", ok=(3,), LLM_FAILS="1")
    return "the scripts of the steps with bash -eo pipefail, as the runner calls them; not on GitHub"
