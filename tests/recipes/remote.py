"""ssh, tmux, systemd."""

import getpass
import os
import pathlib
import re
import shlex
import shutil
import socket
import subprocess

from book import check, found, recipe, until


@recipe("ssh", programs=["ssh", "sshd", "ssh-keygen", "scp"], debian=["openssh-client", "openssh-server"])
def ssh(page, place):
    daemon = found("sshd")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = ("/usr/lib/openssh", "/usr/libexec/openssh", "/usr/libexec", "/usr/lib/ssh")
    transfer = next((f"{path}/sftp-server" for path in places if pathlib.Path(path, "sftp-server").exists()), "missing")
    for name in ("hostkey", "userkey"):
        place.run(f"ssh-keygen -q -t ed25519 -N '' -f ../{name}")
    there = place.folder / "there"  # the home on the other side, with a key of its own
    there.mkdir()
    if os.geteuid() == 0:
        pathlib.Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    place.write("../sshd_config", f"""
ListenAddress 127.0.0.1
Port {port}
HostKey {place.folder}/hostkey
AuthorizedKeysFile {place.folder}/userkey.pub
PidFile none
StrictModes no
UsePAM no
PasswordAuthentication no
PermitRootLogin prohibit-password
Subsystem sftp {transfer}
SetEnv HOME={there} PATH={place.env["PATH"]} LC_ALL=C.UTF-8
ForceCommand cd {there} && if [ -n "$SSH_ORIGINAL_COMMAND" ]; then sh -c "$SSH_ORIGINAL_COMMAND"; fi
""")
    place.write("../ssh_config", f"""
Host host
    HostName 127.0.0.1
    Port {port}
    User {getpass.getuser()}
    IdentityFile {place.folder}/userkey
    IdentitiesOnly yes
    UserKnownHostsFile /dev/null
    StrictHostKeyChecking no
    LogLevel ERROR
""")
    for name in ("ssh", "scp"):
        place.write(f"../bin/{name}", f'#!/bin/sh\nexec {found(name)} -F {place.folder}/ssh_config "$@"\n', 0o755)
    server = place.start([daemon, "-D", "-e", "-f", str(place.folder / "sshd_config")])

    def listens():
        check(server.poll() is None, f"sshd has ended: {(place.folder / 'errors').read_text()}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    until(listens)
    place.run(page.take("bash"))
    place.expect("here.txt", "verified", "--expect", "host=host")

    place.run(page.take("bash"))
    place.expect("there.txt", "verified", "--key", "signer.pub")
    check((there / "signer.key").exists() and not (place.work / "signer.key").exists(), "the key is not on the other side")

    said = place.run(page.take("bash")).stdout
    check(b"-: verified" in said, f"the host says {said}")
    place.expect("there.txt", "untrusted")

    # The traps: the quotes, a connection that breaks, -t.
    place.run("ssh host llm | encypher embed > quotes.txt")
    place.expect("quotes.txt", "verified")
    place.run("ssh host 'llm | encypher embed' > quotes.txt")
    place.expect("quotes.txt", "untrusted")
    broken = "ssh host 'llm; kill -9 $(ps -o ppid= -p $PPID) $PPID; sleep 5; llm'"
    place.run(f"{broken} | encypher embed > broken.txt")
    place.expect("broken.txt", "verified")
    place.run(f"encypher run -- {broken} > broken.txt", ok=(255,))
    place.expect("broken.txt", "incomplete")
    place.run("sleep 2 | ssh -tt host 'llm | encypher embed --key signer.key' > tty.txt; grep -q $'\\r' tty.txt")
    place.expect("tty.txt", "partial", "--key", "signer.pub")
    place.run("sleep 2 | ssh -tt host 'llm | encypher embed -q --key signer.key' > tty.txt")
    place.expect("tty.txt", "reflowed", "--key", "signer.pub")
    place.run("sleep 2 | encypher run -- ssh -tt host llm > tty.txt; encypher strip tty.txt | grep -q $'\\r'")
    place.expect("tty.txt", "verified")
    place.run("ssh host 'llm | encypher embed' > env.txt", ENCYPHER_KEY_FILE="/nothing")
    return f"{place.version('ssh', '-V')}, a real sshd on loopback"


@recipe("tmux", programs=["tmux"], debian=["tmux"])
def tmux(page, place):
    real = found("tmux")
    place.write("../bin/tmux", f'#!/bin/sh\nexec {real} -S {place.folder}/terminal -f /dev/null -u "$@"\n', 0o755)
    try:
        place.run("tmux new-session -d -x 80 -y 24 'PS1=\"$ \" exec bash --norc'")
        pane = place.run("tmux display -p '#P'").stdout.decode().strip()
        log = place.home / f"pane-{pane}.txt"
        place.run(page.take("bash"))
        place.run("tmux send-keys 'llm; echo e\"nd\"' Enter")
        until(lambda: log.exists() and b"\r\nend\r\n" in log.read_bytes(), what="nothing is signed")
        place.run(page.take("bash"))
        until(lambda: place.verdict(str(log)) == "verified", what="the log does not verify")
        plain = place.run(f"encypher strip {log}").stdout
        check(b"The sky is blue.\r\n" in plain, f"the log has {plain}")
        place.expect(str(log), "verified", "--expect", f"pane={pane}")

        place.run(page.take("bash"))
        place.expect("screen.txt", "verified", "--expect", "source=screen")

        # The traps: signed text on a screen, a pane that ends.
        place.run("tmux send-keys 'clear; llm | encypher embed | tee file.txt; echo f\"in\"' Enter")
        # Another word than before: that one may still stand there.
        until(lambda: b"\nfin\n" in place.run("tmux capture-pane -p").stdout)
        place.run("tmux capture-pane -p > screen.txt")
        said = place.verdict("screen.txt")
        check(said in ("malformed", "unmarked"), f"screen.txt is {said}, and should be damaged")
        place.expect("file.txt", "verified")
        log.unlink()
        place.run("tmux pipe-pane -o 'encypher embed > \"$HOME/pane-#P.txt\"'; tmux send-keys llm Enter")
        until(lambda: log.exists() and b"is why." in log.read_bytes())
        place.run("tmux kill-server")
        until(lambda: place.verdict(str(log)) == "verified", what="the log of a pane that ended does not verify")
    finally:
        place.run("tmux kill-server", ok=None)
    return place.version("tmux", "-V")


@recipe("systemd", programs=["systemd-analyze"], debian=["systemd", "util-linux"])
def systemd(page, place):
    unit, key, judge = page.take("ini"), page.take("bash"), page.take("bash")
    # The page's paths, in this folder.
    paths = {"/usr/local/bin": str(place.bin), "/etc/encypher": f"{place.folder}/etc", "/var/lib/answer": f"{place.folder}/state"}

    def moved(text):
        for path, instead in paths.items():
            text = text.replace(path, instead)
        return text

    # systemd-analyze wants to see the programs.
    said = place.run(f"systemd-analyze verify {place.write('answer.service', moved(unit))}", ok=None)
    check(said.returncode == 0 and not said.stderr, f"systemd-analyze: {said.stderr.decode()}")
    place.run(moved(key))
    check((place.folder / "etc").stat().st_mode & 0o77 == 0, "others may look into the folder of the key")

    # The line by hand, as systemd would start it.
    (place.folder / "state").mkdir()
    folder = f"{place.folder}/etc"
    (place.folder / "etc/encypher.key").write_bytes((place.folder / "etc/signing.key").read_bytes())
    (place.folder / "etc/encypher.key").chmod(0o400)
    command = moved(re.search(r"^ExecStart=(.*)$", unit, re.M)[1])
    variable = re.search(r"^Environment=(\S+)=(\S+)$", unit, re.M)
    names = {"%n": "answer.service", "%S/answer": f"{place.folder}/state", "%d": folder}
    for name, value in names.items():
        command = command.replace(name, value)
    place.run(command, CREDENTIALS_DIRECTORY=folder, **{variable[1]: variable[2].replace("%d", folder)})
    place.run(moved(judge))

    # A credential of newer versions, which others seem to be able to read.
    (place.folder / "etc/encypher.key").chmod(0o440)
    key_file = variable[2].replace("%d", folder)
    place.run(command, CREDENTIALS_DIRECTORY=folder, **{variable[1]: key_file})
    said = place.run(command, ok=(125,), **{variable[1]: key_file})
    check(b"others may read this private key" in said.stderr, f"a key with mode 0440: {said.stderr}")
    version = place.version("systemd-analyze", "--version").replace("systemd-analyze", "systemd")
    why = started(place, unit, key, judge)
    return f"{version}: verify, ExecStart by hand, " + (f"not started as a service ({why})" if why else "and started by systemd as PID 1 of a namespace")


INNER = """
set -e
# Nothing of this is seen outside.
mount --make-rprivate /; mount --make-rshared /
mount -t tmpfs -o mode=755 tmpfs /run
mkdir -p /run/systemd/system /run/upper /run/etc /run/bin
mount -t overlay -o lowerdir=/etc,upperdir=/run/upper,workdir=/run/etc overlay /etc
cp -L {bin}/encypher {bin}/llm /run/bin/
mount --bind /run/bin /usr/local/bin
mount --bind {lib} /var/lib
bash -euc {key}
cp {unit} /run/systemd/system/answer.service
mkdir /run/systemd/system/answer.service.d
printf '[Unit]\\nDefaultDependencies=no\\nSuccessAction=exit\\nFailureAction=exit\\n[Service]\\nStandardError=file:/var/lib/errors\\nEnvironment=PATH=/usr/local/bin:/usr/bin:/bin\\n' > /run/systemd/system/answer.service.d/test.conf
printf '[Unit]\\nDefaultDependencies=no\\nWants=answer.service\\n' > /run/systemd/system/only.target
cp /etc/encypher/signing.key /var/lib/key
mount -t tmpfs tmpfs /sys/fs/cgroup
mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
export container=other
exec /lib/systemd/systemd --system --unit=only.target --log-target=console --show-status=no
"""


def started(place, unit, key, judge):
    """Lets a real systemd run the page's unit, where that can be done: why not, or None."""
    lib = place.folder / "lib"
    lib.mkdir()
    lib.chmod(0o755)
    place.folder.chmod(0o755)
    script = INNER.format(bin=place.bin, lib=lib, key=shlex.quote(key), unit=place.write("../answer.service", unit))
    if os.geteuid() != 0:
        return "needs root"
    if not shutil.which("unshare") or not pathlib.Path("/lib/systemd/systemd").exists():
        return "no unshare or no systemd"
    command = ["unshare", "-m", "-p", "-f", "-u", "-C", "-i", "-n", "--mount-proc", "--kill-child=KILL", "bash", "-c", script]
    if subprocess.run([*command[:-1], "mount --make-rprivate /"], capture_output=True).returncode:
        return "no namespaces"
    systemd = place.start(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    try:
        said = systemd.communicate(timeout=20)[0].decode(errors="replace")
    except subprocess.TimeoutExpired:
        systemd.kill()
        said = systemd.communicate()[0].decode(errors="replace")
        return f"systemd did not come up: {said[-300:]}"
    if not (lib / "key").exists():
        return f"the namespace could not be made: {said[-300:]}"
    answer = lib / "private/answer/answer.txt"
    errors = (lib / "errors").read_text() if (lib / "errors").exists() else ""
    check(answer.exists(), f"the service has not written its answer: {errors}\n{said}")
    place.run(judge.replace("/etc/encypher/signing.key", str(lib / "key")).replace("/var/lib/answer/answer.txt", str(answer)))
    return None
