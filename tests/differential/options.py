"""Makes the option sets: for each command the options that it has, in combinations that make sense and some that do not.

To cover a new option, add it to the function of its command; to cover a new key of a policy, add it to `policy`.
"""

import dataclasses
import json

import inputs

# Made by `encypher keygen`, for this runner only.
HMAC_KEY = (
    "# encypher key d755a82c\n# Whoever has this file can sign and verify: keep it like a password.\n"
    "encypher-hmac-sha256:bmAd507utauRwYURwa0z/NtuLjet8I9a/ZLfJ+opsQM=\n"
)
OTHER_KEY = "encypher-hmac-sha256:AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\n"
TEXT_KEY = "a secret of the old package, as text\n"

TARGETS = ["auto", "whitespace", "punctuation", "first-letter", "last-letter", "all", "end", "none"]
PROVIDERS = [
    "openai", "openai-completions", "openai-responses", "anthropic", "anthropic-completions", "gemini", "ollama", "cohere",
    "cohere-v1", "tgi", "llamacpp", "vercel", "vercel-data", "tokens", "azure", "mistral", "vllm",
]
GROUPS = ["pci", "pii", "phi", "secret"]
KINDS = (
    "private_key aws_access_key aws_secret_key github_token gitlab_token google_api_key npm_token huggingface_token sendgrid_key "
    "slack_token slack_webhook stripe_key openai_key anthropic_key pypi_token jwt url_password bearer_token btc_address eth_address "
    "generic_secret credit_card card_cvv iban us_bank_routing us_bank_account swift_bic us_ssn us_itin email phone ip_address br_cpf "
    "cn_resident_id it_fiscal_code uk_nhs uk_nino ca_sin au_tfn au_medicare de_tax_id fr_nir es_nif nl_bsn pl_pesel in_aadhaar in_pan "
    "imei date_of_birth mac_address vin ip_private us_npi us_dea us_mbi"
).split()
VERDICTS = ["reflowed", "metadata-only", "incomplete", "partial", "unmarked", "untrusted"]


@dataclasses.dataclass
class Step:
    """One run of the program, to be done with both binaries."""

    args: list
    stdin: bytes = b""
    files: dict = dataclasses.field(default_factory=dict)
    env: dict = dataclasses.field(default_factory=dict)
    # Where to cut what is sent through a pipe; without it standard input is a file.
    cuts: list = None
    # Whether the text comes through a pipe, so that reads have the sizes that they happen to have.
    is_piped: bool = False


@dataclasses.dataclass
class Case:
    """The first step of a case, and what those that follow it need to know."""

    container: str
    command: str
    step: Step
    field: str = None
    framing: str = None
    key: str = None
    detached: str = None
    output: str = None
    bare: bool = False


class Options:
    """The arguments of a command, as they are collected."""

    def __init__(self, rng, command):
        self.rng, self.args, self.files, self.env = rng, [command], {}, {}

    def chance(self, share):
        return self.rng.random() < share

    def add(self, *args):
        self.args += args

    def maybe(self, share, *args):
        if self.chance(share):
            self.add(*args)


def keys(vectors_folder, vectors):
    """The files that an argument or a policy may name, by their names."""
    folder = vectors_folder / "keys"
    files = {
        "hmac.key": HMAC_KEY.encode(),
        "other.key": OTHER_KEY.encode(),
        "secret.txt": TEXT_KEY.encode(),
        "foreign.txt": b"open-secret-key\n",
        "ed.pem": (folder / "ed25519.pem").read_bytes(),
        "ed.pub": (folder / "ed25519.pub.pem").read_bytes(),
        "rsa.pem": (folder / "rsa.pem").read_bytes(),
        "guard.key": b"a key of the fingerprints, 32 b.\n",
        "ring/ours.key": HMAC_KEY.encode(),
        "ring/signer.pub": (folder / "ed25519.pub.pem").read_bytes(),
    }
    for signer, pem in vectors.foreign_keys.items():
        files[f"ring/{signer}.pub"] = pem.encode()
    for number, (_, key) in enumerate(vectors.marked):
        files[f"vector-{number}.key"] = key.encode()
    return files


def case(rng, vectors, commands, containers):
    """A case of one of the commands, in one of the containers."""
    shares = {"embed": 58, "run": 5, "strip": 8, "verify": 13, "extract": 6, "check": 10}
    command = rng.choices(commands, [shares[name] for name in commands])[0]
    container = rng.choices(containers, [{"plain": 45, "events": 35, "records": 20}[name] for name in containers])[0]
    field, meta, framing, vector = None, None, None, None
    # What reads marks mostly gets some.
    reads = command in ("strip", "verify", "extract") and rng.random() < 0.7
    if container == "plain":
        data, vector = inputs.signed(rng, vectors) if reads else (inputs.text(rng, vectors), None)
    elif container == "events":
        data, framing = inputs.stream(rng, vectors)
        if reads:
            data = inputs.marked_inside(rng, vectors, data, framing)
    else:
        framing = "jsonl"
        field = rng.choice(inputs.FIELDS)
        meta = rng.choice([None, None, "about", "meta.data", "answer"])
        data = inputs.records(rng, vectors, field, meta)
    made = Case(container, command, None, field=field, framing=framing)
    options = Options(rng, command)
    if command in ("embed", "run"):
        embed(options, made, meta)
    elif command == "strip":
        strip(options, made)
    elif command == "verify":
        verify(options, made, vectors, vector)
    elif command == "extract":
        extract(options, made)
    else:
        check(options, made)
    if options.chance(0.02):
        options.add(*rng.choice([
            ["--no-such-option"], ["--input", "csv"], ["--every", "x"], ["--channel", "0"], ["--records"], ["--output", "text"],
            ["--text-field", "a..b"], ["--strict"], ["--detached", "t.sig"], ["--fail-on", "warn"], ["--meta-guard"], ["--json"],
            ["--max-event", "1K"], ["--provider", "nobody"], ["--block", "emial"], ["--meta", "x"], ["--stream-id", "12"], ["extra", "file"],
            ["--key", "rsa.pem"], ["--every", "0"], ["--meta", "x:={"], ["--meta-json", "[]"], ["--meta-json", '{"a":1,"a":2}'], ["--timestamp", "2024-02-30"], ["--key", "no-such.key"], ["--accept", "all"], ["--min-buffer", "-1"], ["--text-field", "text"],
        ]))
    made.step = given(options, made, data)
    return made


def given(options, made, data):
    """How the input comes: from a file as standard input, as a file that is named, or through a pipe."""
    rng = options.rng
    step = Step(options.args, files=options.files, env=options.env)
    way = rng.random()
    if made.command == "run":
        step.files["in.txt"] = data
        step.args += ["--", *rng.choice([["cat", "in.txt"]] * 9 + [["sh", "-c", "cat in.txt; exit 3"], ["no-such-command"], ["./in.txt"]])]
        step.is_piped = True
    elif way < 0.72:
        step.stdin = data
    elif way < 0.97:
        step.files["in.txt"] = data
        step.args.append("in.txt")
        if made.command == "verify" and rng.random() < 0.25:
            step.files["more.txt"] = rng.choice([data, inputs.damaged(rng, data), b"Nothing is signed here.\n"])
            step.args.append(rng.choice(["more.txt", "more.txt", "missing.txt"]))
    else:
        step.stdin, step.is_piped = data, True
        step.cuts = sorted(rng.randint(0, len(data)) for _ in range(rng.choice([1, 2, 4])))
    if rng.random() < 0.03:
        step.env.update(rng.choice([
            {"ENCYPHER_METADATA_TARGET": "end"}, {"ENCYPHER_METADATA_TARGET": "first_letter"}, {"ENCYPHER_METADATA_TARGET": "nowhere"},
            {"ENCYPHER_ENCODE_FIRST_CHUNK_ONLY": "false"}, {"ENCYPHER_CONFIG": "config.toml"}, {"ENCYPHER_KEY_FILE": "ed.pem"},
            {"ENCYPHER_HMAC_SECRET_KEY": "a secret in the environment"}, {"CI": "1"}, {"CLICOLOR_FORCE": "1"}, {"ENCYPHER_KEYRING": "ring"},
        ]))
        if "ENCYPHER_CONFIG" in step.env:
            step.files["config.toml"] = rng.choice([
                b'target = "end"\nevery = "64"\n', b'key = "hmac.key"\nmin_buffer = 5\n', b'target = "nowhere"\n', b'colour = "always"\n', b'color = "always"\n',
            ])
    return step


def framed(options, made, also=True):
    """The options of the container."""
    rng = options.rng
    if made.container == "plain":
        options.maybe(0.12, "--input", rng.choice(["lines", "lines", "raw"]))
        return
    if options.chance(0.015):
        made.framing = {"sse": "jsonl", "jsonl": "sse"}[made.framing]
    options.add("--input", made.framing)
    if made.container == "records":
        options.add("--records")
        if made.field != "text" or options.chance(0.2):
            options.add("--text-field", made.field)
        options.maybe(0.08, "--max-event", rng.choice(["64", "200", "1K", "1M"]))
        return
    options.maybe(0.1, "--provider", rng.choice(PROVIDERS))
    options.maybe(0.12, "--max-event", rng.choice(["16", "200", "512", "1K", "4K", "1M"]))


def selectors(rng):
    return ",".join(rng.choice(GROUPS + KINDS) if rng.random() < 0.6 else rng.choice(GROUPS) for _ in range(rng.choice([1, 1, 2, 3])))


def guard(options, share):
    """The options of the guard; true if there is one."""
    if not options.chance(share):
        return False
    rng, some = options.rng, False
    if options.chance(0.5):
        options.add(rng.choice(["-g", "--guard"]), "policy.toml")
        options.files["policy.toml"] = policy(rng).encode()
        some = True
    for name, often in ("--block", 0.25), ("--redact", 0.5), ("--warn", 0.3):
        if options.chance(often):
            options.add(name, selectors(rng))
            some = True
    return some


def quoted(value):
    return json.dumps(value, ensure_ascii=False)


def policy(rng):
    """A policy of the guard, mostly a good one."""
    lines = []

    def maybe(share, *choices):
        if rng.random() < share:
            lines.append(rng.choice(choices))

    maybe(0.3, 'schema = "encypher.guard/1"')
    maybe(0.5, 'name = "strict"', 'name = "a \\"policy\\""', 'name = "политика"')
    maybe(0.2, 'description = "What it is for"')
    maybe(0.15, "enable_pci_detection = false", "enable_pii_detection = false", "enable_phi_detection = true", "enable_secret_detection = false")
    maybe(0.25, *[f"max_risk_score = {score}" for score in (0.3, 0.6, 0.9, 1.0, 1)])
    maybe(0.5, "block_on_violation = false", "block_on_violation = false", "block_on_violation = true")
    maybe(0.3, 'level = "relaxed"', 'level = "moderate"', 'level = "strict"')
    maybe(0.3, 'test_values = "match"', 'test_values = "warn"', 'test_values = "ignore"')
    maybe(0.35, 'on_block = "close"', 'on_block = "drain"', 'on_block = "drain"')
    maybe(0.3, 'notice = "[The rest was left out.]"', 'notice = "\\n"', 'notice = "→ Ende"', 'notice = ""')
    maybe(0.25, "fold = true")
    lines.append("")
    if rng.random() < 0.6:
        lines.append("[redact]")
        lines.append(f"style = {quoted(rng.choice(['label', 'mask', 'fixed', 'token']))}")
        maybe(0.3, 'mask_char = "#"', 'mask_char = "*"', 'mask_char = "~"')
        maybe(0.3, "keep_last = 0", "keep_last = 2", "keep_last = 4")
    custom = rng.random() < 0.3
    for _ in range(rng.choice([0, 1, 1, 2, 3])):
        names = [rng.choice(GROUPS + KINDS[:3] + ["email", "credit_card", "phone", "us_ssn", "generic_secret"]) for _ in range(rng.choice([1, 2, 3]))]
        if custom and rng.random() < 0.4:
            names.append("custom")
        lines.append("[[rule]]")
        lines.append(f"kinds = {quoted(names)}")
        lines.append(f"action = {quoted(rng.choice(['allow', 'warn', 'redact', 'redact', 'redact', 'block']))}")
        maybe(0.25, "min_confidence = 0.8", "min_confidence = 0.95", "min_confidence = 0")
        maybe(0.25, 'direction = "input"', 'direction = "output"', 'direction = "both"')
    if rng.random() < 0.25:
        lines.append("[[allow]]")
        lines += rng.choice([
            ['kind = "email"', 'domains = ["corp.io", "example.com"]'], ['kind = "email"', 'exact = ["jane.doe@corp.io"]'],
            ['kind = "ip_address"', 'cidr = ["8.8.8.0/24", "2001:4860::/32"]'], ['kind = "credit_card"', 'exact = ["4242 4242 4242 4242"]'],
        ])
    if custom:
        lines.append("[[custom]]")
        lines += ['kind = "employee_id"', "pattern = '\\bEMP-[0-9]{6}\\b'"]
        maybe(0.4, 'context = ["employee", "badge"]')
        maybe(0.4, "weight = 0.9", "weight = 0")
        maybe(0.6, 'action = "redact"', 'action = "block"', 'action = "warn"')
        if rng.random() < 0.5:
            lines += ["[[custom]]", 'kind = "sky"', "pattern = '(?i)(sky|mirror|texte?) ?[a-z]{0,9}'", 'action = "redact"']
    if rng.random() < 0.35:
        lines.append("[audit]")
        lines.append(f"file = {quoted(rng.choice(['audit.jsonl'] * 6 + ['-', '-', 'no/such/audit.jsonl']))}")
        if rng.random() < 0.6:
            lines.append(rng.choice(['fingerprint = "off"', 'fingerprint = "run"', 'fingerprint = "key-file"\nkey_file = "guard.key"']))
    text = "\n".join(lines) + "\n"
    if rng.random() < 0.04:
        text += rng.choice(["levle = 1\n", "[[rule]]\n", "[redact]\nstyle = \"maks\"\n", "[[custom]]\nkind = \"X\"\npattern = '('\n", "= 1\n"])
    return text


def embed(options, made, meta):
    rng = options.rng
    key = rng.choice(["hmac.key", "hmac.key", "ed.pem", "ed.pem", "secret.txt", None])
    detached = made.container == "plain" and options.chance(0.07)
    form = rng.choice(["encypher1", "encypher3-basic", "encypher3-manifest", "encypher"]) if options.chance(0.16) and not detached else None
    if form and options.chance(0.95):
        key = {"encypher1": "secret.txt"}.get(form, "ed.pem" if form != "encypher" else key)
    if key:
        options.add(rng.choice(["-k", "--key"]), key)
    made.key = key
    if form:
        options.add("--format", form)
        options.maybe(0.3, "--signer", rng.choice(["alice", "open-signer-001", "Ä b", ""]))
    options.add("--stream-id", rng.choice(["0102030405060708", "0123456789abcdef", "ffffffffffffffff"]))
    options.maybe(0.6, "--timestamp", rng.choice(["2026-11-21T05:33:19Z", "1700000000", "none", "0", "2024-02-29T00:00:00+01:00"]))
    options.maybe(0.5, "-m", rng.choice(["model=gpt-4", "note=é – ünï", "empty=", "a b=c", "timestamp=later"]))
    options.maybe(0.2, "-m", rng.choice(["temperature:=0.7", "n:=12345678901234567890", "tags:=[\"a\",{\"b\":null}]", "x:=1e400", "model=again"]))
    options.maybe(0.12, "--meta-json", rng.choice(['{"b":1,"a":1.50}', '{"tags":["a"],"é":"\\u00e9"}', "{}", '{"a":{"b":[]}}']))
    if options.chance(0.08):
        options.add("--meta-file", "meta.json")
        options.files["meta.json"] = rng.choice([b'{"from":"a file","n":[1,2.0]}', b'{"big":"' + b"x" * 3000 + b'"}', b"{}"])
    if detached:
        made.detached = "text.sig"
        options.add("--detached", made.detached)
    else:
        if options.chance(0.6):
            options.add(rng.choice(["-t", "--target"]), rng.choice(TARGETS))
        options.maybe(0.3, "--every", rng.choice(["1", "7", "20", "20", "64", "64", "256", "256", "1K", "4K", "off"]))
        options.maybe(0.18, "--min-buffer", rng.choice(["0", "1", "10", "50", "100000"]))
        options.maybe(0.15, "--no-hold")
        options.maybe(0.4, "--on-marked", rng.choice(["refuse", "keep", "keep", "replace", "replace"]))
    framed(options, made)
    if made.container == "records":
        if meta or options.chance(0.1):
            options.add("--meta-field", meta or "about")
        options.maybe(0.2, "--strict")
    elif made.container == "events" and options.chance(0.22):
        options.add("--output", "text")
        made.bare = True
        options.maybe(0.35, "--channel", rng.choice(["0", "0", "0", "1", "2", "0.0", "1.0", "x", "txt-0"]))
    options.maybe(0.1, "--require-marks")
    if guard(options, 0.45):
        options.maybe(0.15, "--fail-on", rng.choice(["redact", "warn"]))
        options.maybe(0.25, "--meta-guard")
    if options.chance(0.28):
        options.add(rng.choice(["--stats=json", "--stats=json", "--stats=json", "--stats"]))
    options.maybe(0.15, rng.choice(["-v", "-q", "-qq", "-vv"]))
    options.maybe(0.02, "--highlight", "code,numbers")
    options.maybe(0.04, "--color", "always")
    if options.chance(0.12):
        made.output = "out.txt"
        options.add("-o", made.output)
        if options.chance(0.15):
            options.files["out.txt"] = b"what was there before\n"


def stream_output(options, made):
    """What `strip` writes of a stream, and of which channel."""
    if made.container != "events":
        return
    rng = options.rng
    if options.args[0] == "strip" and options.chance(0.3):
        options.add("--output", "text")
    if "text" in options.args or options.args[0] != "strip" or options.chance(0.1):
        options.maybe(0.15, "--channel", rng.choice(["0", "0", "0", "1", "0.0", "none"]))


def strip(options, made):
    framed(options, made)
    stream_output(options, made)
    options.maybe(0.1, rng_verbosity(options.rng))
    options.maybe(0.1, "-o", "out.txt")


def rng_verbosity(rng):
    return rng.choice(["-v", "-q", "-vv", "-qq"])


def trusted(options, made):
    """The keys to verify with: mostly the one that signed."""
    rng = options.rng
    way = rng.random()
    if way < 0.08:
        options.add("-k", "other.key")
    elif way < 0.18:
        options.add("--keyring", "ring")
    elif way < 0.22:
        pass
    elif made.key:
        options.add("-k", {"ed.pem": "ed.pub"}.get(made.key, made.key))
    options.maybe(0.04, "-k", "foreign.txt")


def judged(options, made):
    """How `verify` is to judge and to report."""
    rng = options.rng
    shape = rng.random()
    if shape < 0.62:
        options.add("--json")
    elif shape < 0.72:
        options.add("-v")
    elif shape < 0.84 and (made.container == "plain" or options.chance(0.1)):
        options.add(rng.choice(["--show", "--visible"]))
    elif shape < 0.87:
        options.add("-q")
    options.maybe(0.05, "--report", "report.html")
    options.maybe(0.05, "--color", "always")
    options.maybe(0.22, "--accept", ",".join(rng.sample(VERDICTS, rng.choice([1, 1, 2, 4]))))
    options.maybe(0.12, "--expect", rng.choice(["model=gpt-4", "temperature:=0.7", "nothing=here", "timestamp:=1700000000", "a b=c"]))
    options.maybe(0.04, "--max-age", rng.choice(["1s", "5000w"]))


def verify(options, made, vectors, vector):
    way = options.rng.random()
    if vector is not None and way < 0.8:
        options.add("-k", f"vector-{vector}.key")
    elif way < 0.2:
        options.add("-k", "vector-0.key", "-k", f"vector-{len(vectors.marked) - 1}.key")
    elif way < 0.6:
        options.add("--keyring", "ring", "-k", "foreign.txt")
    else:
        trusted(options, made)
    judged(options, made)
    framed(options, made)
    stream_output(options, made)


def extract(options, made):
    options.maybe(0.4, "--all")
    framed(options, made)
    stream_output(options, made)


def check(options, made):
    rng = options.rng
    guard(options, 0.75)
    framed(options, made)
    if made.container == "events":
        options.maybe(0.05, "--channel", "0")
    shape = rng.random()
    if shape < 0.55:
        options.add("--json")
    elif shape < 0.75:
        options.add("--explain")
    elif shape < 0.79:
        options.add("--print-policy")
    elif shape < 0.80:
        options.add("--list-kinds")
    options.maybe(0.1, rng_verbosity(rng))


def followers(rng, made, written, signature):
    """The steps after an embed or run: what it wrote goes through the other commands."""
    plain = made.bare or made.container == "plain"
    after = Case("plain" if plain else made.container, None, None, made.field, made.framing, made.key)
    steps = []

    def step(command, data, fill):
        options = Options(rng, command)
        fill(options)
        after.command = command
        steps.append(given(options, after, data))

    def framing(options):
        """The container of what was written, without surprises: the same text is to be read as was signed."""
        if plain:
            options.maybe(0.05, "--input", "lines")
        else:
            options.add("--input", made.framing)
            if made.container == "records":
                options.add("--records", "--text-field", made.field)

    def verifying(options):
        trusted(options, made)
        judged(options, made)
        if made.detached and signature is not None:
            options.add("--detached", "text.sig")
            options.files["text.sig"] = signature
        framing(options)
        if not plain and made.container == "events":
            options.maybe(0.12, "--channel", rng.choice(["0", "1", "0.0"]))

    def stripping(options):
        framing(options)
        if not plain and made.container == "events":
            options.maybe(0.3, "--output", "text")

    def extracting(options):
        options.maybe(0.4, "--all")
        framing(options)

    def checking(options):
        guard(options, 0.4)
        framing(options)
        options.maybe(0.6, "--json")

    def again(options):
        embed(options, dataclasses.replace(after), None)

    step("verify", written, verifying)
    if rng.random() < 0.7:
        step("strip", written, stripping)
    if rng.random() < 0.4:
        step("extract", written, extracting)
    if rng.random() < 0.25:
        step("check", written, checking)
    if rng.random() < 0.25:
        data = inputs.damaged(rng, written)
        step("verify", data, verifying)
        if rng.random() < 0.4:
            step("strip", data, stripping)
    if rng.random() < 0.12:
        step("embed", written, again)
    return steps
