"""Makes the inputs: plain texts, providers' streams and JSON Lines, from the vectors of tests/vectors and a random generator.

Every function takes a `random.Random` and nothing else that changes, so that a seed makes the same inputs each time. To add a
kind of text, add a function to `TEXTS`; to add a change of a stream, add one to `CHANGES`.
"""

import base64
import json
import re
import unicodedata

WORDS = (
    "the a of and harbour wakes before town does ropes creak gulls argue over bread first ferry slides out with lamps lit "
    "model answer token stream text signed seal letter number question why sky blue because light scatters more than red "
    "however therefore Paris London e.g. i.e. don't it's naïve café 42 3.14 1,000 50% C++ a/b x=y"
).split()

SCRIPTS = [
    "Привет, мир. Это проверка текста, написанного машиной.",
    "你好，世界。这是一个测试。天空为什么是蓝色的？",
    "こんにちは、世界。これはテストです。",
    "안녕하세요, 세계. 이것은 시험입니다.",
    "مرحبا بالعالم. هذا نص للاختبار، كُتب بآلة.",
    "שלום עולם. זה טקסט לבדיקה.",
    "नमस्ते दुनिया। यह एक परीक्षण है।",
    "สวัสดีชาวโลก นี่คือการทดสอบ",
    "Γειά σου Κόσμε. Αυτή είναι μια δοκιμή.",
    "Xin chào thế giới. Đây là một bài kiểm tra.",
    "Zażółć gęślą jaźń. Příliš žluťoučký kůň.",
    "ꦲꦏ꧀ꦱꦫꦗꦮ ကမ္ဘာ ຂອງ ព្រះ",
    "𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𐍈𐌰 𠜎𠜱𠝹 ﬁﬂ ½ Ⅷ ①",
]

EMOJI = [
    "😀", "👍🏽", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇩🇪🇫🇷", "❤️", "❤", "☎︎", "1️⃣", "#️⃣", "👨🏿‍🚀", "🧑‍💻.", "©️ 2024",
    "葛󠄀飾区", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "🫱🏻‍🫲🏿",
]

COMBINING = [
    "e\u0301a\u0308o\u0302", "Z\u0351\u036b\u0343\u0300a\u0316\u0317lgo", "\u0301alone", "n\u0303 ñ", "한", "각",
    "ä\u0323 \u1e9b\u0323", "q\u0307\u0323", "क्षि", "\u0e01\u0e33",
]

INVISIBLE = [
    "\u200b", "\u200c", "\u200d", "\u2060", "\ufeff", "\u00ad", "\ufe00", "\ufe0f", "\U000e0100", "\U000e01ef", "\u200e",
    "\u202e", "\u2028", "\u2029", "\u180e", "\U000e0020", "\x00", "\x7f", "\x0b", "\x0c", "\u0085", "\ufffd", "\uffff",
]

CODE = [
    "```python\nprint('hello')  # a comment\n```", "```\nlet x = 1;\n```\n", "~~~\ncode\n~~~", "    indented code\n    more",
    "`inline` and ``two ` ticks``", "````md\n```\nnested\n```\n````", "```\nnever closed\nprint(1)", "| a | b |\n|---|---|\n| 1 | 2 |",
    "# Heading\n\n* one\n* two\n  * three", "> quoted\n> text", "<p>Some <b>HTML</b> &amp; more.</p>",
    '{"text": "JSON \\u00e9 \\n", "n": [1, 2.50, null]}', "a,b\n\"1\",2\n", "key: value\n- item", "https://example.com/a?b=c#d",
]

ANSI = ["\x1b[1;31mred\x1b[0m", "\x1b]8;;http://a.b\x1b\\link\x1b]8;;\x1b\\", "\x1b[2K\r50%", "\x1b[38;5;196m", "\x1b", "\x1b[", "bell\x07"]

VALUES = [
    "4242 4242 4242 4242", "4111-1111-1111-1111", "378282246310005", "jane.doe@corp.io", "o'neil+tag@mail.example.com",
    "GB82 WEST 1234 5698 7654 32", "ssn 078-05-1120", "SSN: 536-90-4399", "+1 (305) 555-0117", "call 305 555 0117",
    "+49 30 901820", "8.8.8.8", "2001:4860:4860::8888", "192.168.1.1", "AKIAIOSFODNN7EXAMPLE", "AKIAQYLPMN5HHHFPZAM2",
    "password = \"bZ__HT27s!ldOO3HZaOq7aZ\"", "postgres://admin:s3cr3tpw@db.corp.io/x", "born on 1984-02-29",
    "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA\n-----END RSA PRIVATE KEY-----", "-----BEGIN PRIVATE KEY-----\nMC4CAQ",
    "Authorization: Bearer Bm0uK94nQ752jvpmqbL-MO5aoy8Oj40snQ_4IC", "0x52908400098527886E0F7030069857D2E4169EE7",
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "EMP-123456", "MRN-000042", "\"card\": 4242424242424242", "cvv 123", "NHS 943 476 5919",
]


class Vectors:
    """What is read from tests/vectors: lines with labelled values, marked texts, providers' streams."""

    def __init__(self, folder):
        encoded = (folder / "guard/open.jsonl.b64").read_bytes().split()
        lines = b"\n".join(base64.b64decode(line) for line in encoded)
        self.guard = [json.loads(line)["text"] for line in lines.splitlines() if line.strip()]
        self.foreign, self.foreign_keys = [], {}
        for path in sorted((folder / "encypher-ai").glob("*.jsonl")):
            for line in path.read_text().splitlines():
                case = json.loads(line)
                if case.get("output_hex"):
                    self.foreign.append(bytes.fromhex(case["output_hex"]))
                for signer, pem in (case["params"].get("keys") or {}).items():
                    if re.fullmatch(r"[\w-]+", signer):
                        self.foreign_keys[signer] = pem
        self.marked = []
        for path in sorted(folder.glob("*.json")):
            vector = json.loads(path.read_text())
            if "marked" in vector and "key" in vector:
                self.marked.append((base64.b64decode(vector["marked"]), vector["key"]))
        key = (folder / "transports/key").read_text()
        for path in sorted((folder / "transports").glob("*.txt")):
            self.marked.append((path.read_bytes(), key))
        manifest = json.loads((folder / "streams/manifest.json").read_text())
        self.streams = []
        for fixture in manifest["fixtures"]:
            data = (folder / "streams" / fixture["file"]).read_bytes()
            framing = "sse" if fixture["file"].endswith(".sse") else "jsonl"
            self.streams.append((data, framing, (fixture.get("expected") or {}).get("text") or {}))
        assert len(self.guard) > 600 and len(self.foreign) > 300 and len(self.marked) > 40 and len(self.streams) > 130


# Plain texts


def sentence(rng, words=(1, 14)):
    text = " ".join(rng.choice(WORDS) for _ in range(rng.randint(*words)))
    return text[:1].upper() + text[1:] + rng.choice([".", ".", ".", "!", "?", "...", ":", ",", ""])


def fragment(rng, vectors):
    """A short piece of text of some kind."""
    kind = rng.random()
    if kind < 0.34:
        return sentence(rng)
    if kind < 0.46:
        return rng.choice(SCRIPTS)
    if kind < 0.53:
        return rng.choice(EMOJI)
    if kind < 0.58:
        return rng.choice(COMBINING)
    if kind < 0.64:
        return rng.choice(CODE)
    if kind < 0.67:
        return rng.choice(ANSI)
    if kind < 0.72:
        word = sentence(rng)
        at = rng.randrange(len(word))
        return word[:at] + "".join(rng.choice(INVISIBLE) for _ in range(rng.choice([1, 1, 2, 9]))) + word[at:]
    if kind < 0.84:
        return rng.choice(vectors.guard)
    if kind < 0.94:
        return sentence(rng, (1, 4)) + " " + hidden(rng, rng.choice(VALUES)) + rng.choice(["", ".", ",", " "])
    if kind < 0.96:
        return rng.choice("xaé界 ") * rng.choice([1, 2, 60, 300])
    return rng.choice(["", " ", "\n", "\n\n", "\r\n", "\t", "-", ".", "\u3000", "\u00a0"])


def hidden(rng, value):
    """A value, perhaps with invisible characters between its characters."""
    if rng.random() < 0.85:
        return value
    return "".join(char + (rng.choice("\u200b\u200d\u2060\u00ad\ufe0f") if rng.random() < 0.2 else "") for char in value)


def words(rng, vectors, pieces=(1, 8)):
    """A text as a string, without what is no Unicode."""
    separators = [" ", " ", " ", "\n", "\n\n", "\r\n", "\t", "", "\u2003", ". "]
    main = rng.choice(separators)
    text = ""
    for _ in range(rng.randint(*pieces)):
        text += fragment(rng, vectors) + (main if rng.random() < 0.7 else rng.choice(separators))
    return text.rstrip(rng.choice([" ", " \n", "x"])) + rng.choice(["\n", "\n", "\n", "", "", "\r\n", "\n\n\n", " ", " \n"])


def mixed(rng, vectors):
    return words(rng, vectors).encode()


def guarded(rng, vectors):
    lines = [rng.choice(vectors.guard) for _ in range(rng.randint(1, 6))]
    return (rng.choice(["\n", "\n\n", " ", "\r\n", ", "]).join(lines) + rng.choice(["\n", ""])).encode()


def blank(rng, vectors):
    parts = rng.choice([["\n"], ["\r\n"], [" "], ["\n", "\r\n", " ", "\t"], ["\u00a0", "\u2028"], ["\ufeff"], ["\r"]])
    return "".join(rng.choice(parts) for _ in range(rng.choice([0, 0, 1, 2, 5, 40]))).encode()


def carriage_returns(rng, vectors):
    text = words(rng, vectors, (2, 6)).replace("\r\n", "\n")
    return text.replace("\n", rng.choice(["\r\n", "\r", "\n\r"])).encode()


def byte_order_mark(rng, vectors):
    return b"\xef\xbb\xbf" * rng.choice([1, 1, 2]) + mixed(rng, vectors)


def utf16(rng, vectors):
    text = words(rng, vectors).encode(rng.choice(["utf-16-le", "utf-16-be"]), "surrogatepass")
    return rng.choice([b"\xff\xfe", b"\xfe\xff", b""]) + text[: rng.choice([1, 2, 3, 200, 4000])]


def not_utf8(rng, vectors):
    text = bytearray(mixed(rng, vectors))
    for _ in range(rng.randint(1, 6)):
        at = rng.randint(0, len(text))
        text[at:at] = rng.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf0\x9f\x98", b"\xe2\x80", b"\x80", b"\xc0\xaf", b"\xf3\xa0\x84"])
    return bytes(text)


def latin1(rng, vectors):
    return ("Gr\u00fc\u00dfe aus K\u00f6ln. " + sentence(rng) + "\n").encode("latin-1", "replace")


def noise(rng, vectors):
    return rng.randbytes(rng.choice([1, 2, 16, 300]))


def long(rng, vectors):
    """More than one read, sometimes more than is hashed in the thread of the text."""
    text = b"".join(mixed(rng, vectors) for _ in range(12))
    return text * (1 + rng.choice([20_000, 66_000, 140_000, 300_000]) // max(1, len(text)))


def marked(rng, vectors):
    text, _ = rng.choice(vectors.marked)
    return wrapped(rng, vectors, text)


def foreign(rng, vectors):
    return wrapped(rng, vectors, rng.choice(vectors.foreign))


def signed(rng, vectors):
    """A text with marks, and the number of the vector whose key made them, if it was one."""
    if rng.random() < 0.35:
        return foreign(rng, vectors), None
    number = rng.randrange(len(vectors.marked))
    return wrapped(rng, vectors, vectors.marked[number][0]), number


def wrapped(rng, vectors, text):
    """A marked text as it is, damaged, or among others."""
    kind = rng.random()
    if kind < 0.45:
        return text
    if kind < 0.75:
        return damaged(rng, text)
    if kind < 0.83:
        return mixed(rng, vectors) + text
    if kind < 0.91:
        return text + mixed(rng, vectors)
    other = rng.choice(vectors.marked)[0] if rng.random() < 0.6 else rng.choice(vectors.foreign)
    return text + rng.choice([b"", b"\n", b"\n\n", b" -- "]) + other


def damaged(rng, text):
    """A marked text after something happened to it: an edit, a cut, a transport."""
    try:
        characters = text.decode()
    except UnicodeDecodeError:
        characters = None
    kind = rng.randrange(14)
    at = rng.randint(0, len(text))
    length = rng.choice([1, 1, 3, 4, 20, 200])
    if kind == 0:
        return text[:at]
    if kind == 1:
        return text[at:]
    if kind == 2:
        return text[:at] + text[at + length :]
    if kind == 3:
        return text[:at] + text[at : at + length] + text[at:]
    if kind == 4 and text:
        at = min(at, len(text) - 1)
        return text[:at] + bytes([text[at] ^ (1 << rng.randrange(8))]) + text[at + 1 :]
    if kind == 5:
        return text[:at] + rng.choice([b"x", b" ", b"\n", b"\xe2\x80\x8b", b"\xef\xb8\x8f", b"\xf3\xa0\x84\x80", b"\xff"]) + text[at:]
    if characters is None:
        return text[:at]
    if kind == 6:
        return unicodedata.normalize(rng.choice(["NFD", "NFC", "NFKC"]), characters).encode()
    if kind == 7:
        return characters.replace("\n", "\r\n").encode()
    if kind == 8:
        return re.sub(r"[ \n]+", lambda _: rng.choice([" ", "\n"]), characters).encode()
    if kind == 9:
        return "".join(rng.choice(["> ", "> > ", "  "]) + line for line in characters.splitlines(True)).encode()
    if kind == 10:
        return characters.upper().encode()
    if kind == 11:
        return "".join(char for char in characters if not (0xFE00 <= ord(char) <= 0xFE0F and rng.random() < 0.1)).encode()
    if kind == 12:
        return characters.rstrip().encode()
    half = len(characters) // 2
    return (characters[half:] + characters[:half]).encode()


TEXTS = [
    (34, mixed), (22, guarded), (4, blank), (5, carriage_returns), (3, byte_order_mark), (2, utf16), (6, not_utf8),
    (1, latin1), (2, noise), (1, long), (11, marked), (9, foreign),
]


def text(rng, vectors):
    """Some plain text."""
    weights, makers = zip(*TEXTS)
    return rng.choices(makers, weights)[0](rng, vectors)


def pieces_of(rng, characters, most=8):
    """A text cut into pieces at random places."""
    if rng.random() < 0.1:
        return list(characters[:60]) + ([characters[60:]] if characters[60:] else [])
    count = rng.randint(0, most)
    cuts = sorted(rng.randint(0, len(characters)) for _ in range(count))
    return [characters[start:end] for start, end in zip([0, *cuts], [*cuts, len(characters)])]


# Providers' streams

STRING = re.compile(rb'"((?:[^"\\\x00-\x1f]|\\.)*)"')
DELTA = re.compile(
    rb'("(?:content|text|delta|completion|response|textDelta|thinking|token|partial_json|arguments|reasoning_content)"\s*:\s*)'
    rb'"((?:[^"\\\x00-\x1f]|\\.)*)"'
)
BARE = re.compile(rb'^(0:)"((?:[^"\\\x00-\x1f]|\\.)*)"', re.MULTILINE)

ERRORS = {
    "sse": [
        b'data: {"error":{"message":"Rate limit reached. Please try again in 20s.","type":"requests","code":"rate_limit_exceeded"}}\n\n',
        b'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n',
        b'data: {"error":{"code":503,"message":"The model is overloaded.","status":"UNAVAILABLE"}}\n\n',
        b'data: {"error":"Internal","error_type":"generation"}\n\n',
        b'error: something went wrong\n\n',
        b'data: {"choices":[{"index":0,"delta":{},"finish_reason":"content_filter"}]}\n\n',
    ],
    "jsonl": [
        b'{"error":"model not found"}\n',
        b'3:"An error occurred."\n',
        b'{"error":{"message":"quota","code":"insufficient_quota","type":"insufficient_quota"}}\n',
    ],
}

ODD = {
    "sse": [
        b": ping\n\n", b"data: [DONE]\n\n", b"data:[DONE]\n\n", b"data: [DONE]\n", b"data:  [DONE] \n\n", b"event: ping\ndata: {}\n\n",
        b"id: 7\nretry: 10\n\n", b"data: not json\n\n", b"data: {\n\n", b"data: \n\n", b"\n", b"data: {\"type\":\"unheard_of\",\"x\":1}\n\n",
        b"data: {\"choices\":[]}\n\n", b"data: null\n\n", b"data: [1,2]\n\n", b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":7}}]}\n\n",
        b"data: {\"choices\":[{\"index\":3,\"delta\":{\"content\":\"Another choice. jane@corp.io\"}}]}\n\n",
        b"data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"to\\\":\\\"jane@corp.io\\\"}\"}}]}}]}\n\n",
        b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"logged\"},\"logprobs\":{\"content\":[{\"token\":\"logged\",\"logprob\":-0.1}]}}]}\n\n",
        b"event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Out of order. 4242 4242 4242 4242\"}}\n\n",
        b"data: {\"choices\":[{\"index\":0,\"text\":\"completed\"}]}\r\n\r\n", b"some text that is no event\n\n",
    ],
    "jsonl": [
        b"\n", b"null\n", b"{}\n", b"[]\n", b"not json\n", b"{\"a\":1\n", b"\"a token\"\n", b"{\"token\":\"tok jane@corp.io\"}\n",
        b"{\"response\":\"more\",\"done\":false}\n", b"{\"message\":{\"role\":\"assistant\",\"content\":\"said\"},\"done\":false}\n",
        b"0:\"vercel \"\n", b"d:{\"finishReason\":\"stop\"}\n", b"{\"response\":\"\",\"done\":true,\"done_reason\":\"stop\"}\n", b"[\n", b"]\n", b",\n",
    ],
}


def frames(data, framing):
    """The events of a stream, each with what ends it."""
    ends = rb"(?<=\n\n)|(?<=\r\n\r\n)|(?<=\r\r)" if framing == "sse" else rb"(?<=\n)"
    return [frame for frame in re.split(ends, data) if frame]


def stream(rng, vectors):
    """A provider's stream and its framing."""
    if rng.random() < 0.14:
        return built(rng, vectors)
    data, framing, texts = rng.choice(vectors.streams)
    if rng.random() < 0.55:
        data = retold(rng, vectors, data, texts)
    for _ in range(rng.choice([0, 0, 1, 1, 2, 3])):
        data = rng.choice(CHANGES)(rng, vectors, data, framing)
    return data, framing


def literal(rng, characters, escapes):
    written = json.dumps(characters, ensure_ascii=escapes)[1:-1]
    return written.replace("/", "\\/") if rng.random() < 0.03 else written


def retold(rng, vectors, data, texts):
    """The same stream with another text, split over its deltas, in whole copies of the text as well."""
    whole = {value for value in texts.values() if value}

    def told(pattern, data):
        count = 0
        for match in pattern.finditer(data):
            count += decoded(match[2]) not in whole
        if not count:
            return data
        new = words(rng, vectors, (1, 5)) if rng.random() < 0.5 else guarded(rng, vectors).decode()
        cuts = sorted(rng.randint(0, len(new)) for _ in range(count - 1))
        parts = iter([new[start:end] for start, end in zip([0, *cuts], [*cuts, len(new)])])
        escapes = rng.random() < 0.5

        def one(match):
            old = decoded(match[2])
            if old in whole:
                return match[1] + b'"' + literal(rng, new, escapes).encode("utf-8", "surrogatepass") + b'"'
            return match[1] + b'"' + literal(rng, next(parts), escapes).encode("utf-8", "surrogatepass") + b'"'

        return pattern.sub(one, data)

    return told(BARE, told(DELTA, data))


def decoded(written):
    try:
        return json.loads(b'"' + written + b'"')
    except ValueError:
        return None


def built(rng, vectors):
    """A stream made here, of texts with values, with several channels at once."""
    form = rng.choice(["openai", "openai", "completions", "anthropic", "gemini", "gemini-array", "ollama", "tokens", "strings", "vercel"])
    channels = rng.choice([1, 1, 1, 2, 3, 8]) if form in ("openai", "completions", "anthropic", "gemini") else 1
    deltas = []
    for channel in range(channels):
        for piece in pieces_of(rng, words(rng, vectors, (1, 6)), 12):
            deltas.append((channel, piece))
    if rng.random() < 0.5 and channels > 1:
        queues = [[piece for which, piece in deltas if which == channel] for channel in range(channels)]
        deltas = []
        while any(queues):
            channel = rng.choice([channel for channel in range(channels) if queues[channel]])
            deltas.append((channel, queues[channel].pop(0)))
    ends = [(channel, None) for channel in range(channels)] if rng.random() < 0.85 else []
    compact = (",", ":") if rng.random() < 0.6 else (", ", ": ")
    escapes = rng.random() < 0.5
    values = []
    for channel, piece in deltas + ends:
        if form == "openai":
            delta = {"content": piece} if piece is not None else {}
            values.append({"object": "chat.completion.chunk", "choices": [{"index": channel, "delta": delta, "finish_reason": None if delta else "stop"}]})
        elif form == "completions":
            values.append({"object": "text_completion", "choices": [{"index": channel, "text": piece or "", "finish_reason": None if piece is not None else "length"}]})
        elif form == "anthropic":
            values.append({"type": "content_block_delta", "index": channel, "delta": {"type": "text_delta", "text": piece}} if piece is not None else {"type": "content_block_stop", "index": channel})
        elif form.startswith("gemini"):
            content = {"content": {"parts": [{"text": piece or ""}], "role": "model"}, "index": channel}
            values.append({"candidates": [content if piece is not None else {**content, "finishReason": "STOP"}]})
        elif form == "ollama":
            values.append({"model": "llama3", "response": piece or "", "done": piece is None})
        elif form == "tokens" and piece is not None:
            values.append({rng.choice(["token", "text", "content", "response"]): piece})
        elif form in ("strings", "vercel") and piece is not None:
            values.append(piece)
    written = [json.dumps(value, ensure_ascii=escapes, separators=compact) for value in values]
    if form == "gemini-array":
        return ("[" + rng.choice([",\n", ",", "\n,\n"]).join(written) + "]\n").encode("utf-8", "surrogatepass"), "jsonl"
    if form in ("ollama", "tokens", "strings"):
        return "".join(f"{line}\n" for line in written).encode("utf-8", "surrogatepass"), "jsonl"
    if form == "vercel":
        return "".join(f"0:{line}\n" for line in written).encode("utf-8", "surrogatepass"), "jsonl"
    if form == "anthropic":
        events = [f"event: {value['type']}\ndata: {line}\n\n" for value, line in zip(values, written)]
        events.append('event: message_stop\ndata: {"type":"message_stop"}\n\n')
    else:
        events = [f"data: {line}\n\n" for line in written]
        events += ["data: [DONE]\n\n"] if form != "gemini" and rng.random() < 0.8 else []
    return "".join(events).encode("utf-8", "surrogatepass"), "sse"


def cut(rng, vectors, data, framing):
    return data[: rng.randint(0, len(data))]


def begun_late(rng, vectors, data, framing):
    return data[rng.randint(0, len(data)) :]


def dropped(rng, vectors, data, framing):
    events = frames(data, framing)
    for _ in range(rng.choice([1, 1, 3])):
        if events:
            events.pop(rng.randrange(len(events)))
    return b"".join(events)


def doubled(rng, vectors, data, framing):
    events = frames(data, framing)
    if events:
        at = rng.randrange(len(events))
        events.insert(at, events[at])
    return b"".join(events)


def swapped(rng, vectors, data, framing):
    events = frames(data, framing)
    if len(events) > 1:
        one, other = rng.randrange(len(events)), rng.randrange(len(events))
        events[one], events[other] = events[other], events[one]
    return b"".join(events)


def joined(rng, vectors, data, framing):
    return data + rng.choice([other for other, kind, _ in vectors.streams if kind == framing])


def interrupted(rng, vectors, data, framing):
    events = frames(data, framing)
    extra = rng.choice(ERRORS[framing] if rng.random() < 0.35 else ODD[framing])
    events.insert(rng.randint(0, len(events)), extra)
    return b"".join(events)


def line_ends(rng, vectors, data, framing):
    return data.replace(b"\r\n", b"\n").replace(b"\n", rng.choice([b"\r\n", b"\r\n", b"\r"]))


def escaped(rng, vectors, data, framing):
    """Strings written with \\uXXXX: of what is not ASCII, or of some of all characters."""
    share = rng.choice([0.0, 0.0, 0.1, 1.0])

    def one(match):
        string = decoded(match[1])
        if string is None:
            return match[0]
        written = ""
        for char in string:
            if char in '"\\' or ord(char) < 32:
                written += json.dumps(char)[1:-1]
            elif ord(char) > 126 or rng.random() < share:
                units = char.encode("utf-16-be", "surrogatepass")
                written += "".join(f"\\u{units[i]:02x}{units[i + 1]:02x}" for i in range(0, len(units), 2))
            else:
                written += char
        return b'"' + written.encode() + b'"'

    return STRING.sub(one, data)


def unescaped(rng, vectors, data, framing):
    def one(match):
        string = decoded(match[1])
        if string is None or any(0xD800 <= ord(char) <= 0xDFFF for char in string):
            return match[0]
        return json.dumps(string, ensure_ascii=False).encode()

    return STRING.sub(one, data)


def unfinished(rng, vectors, data, framing):
    return data.rstrip(b"\r\n") if rng.random() < 0.5 else data[: -rng.choice([1, 2, 3])]


def without_end(rng, vectors, data, framing):
    return data.replace(b"data: [DONE]", rng.choice([b"", b"data:[DONE]", b"data: [DONE] ", b"data: [done]", b"[DONE]"]))


def flipped(rng, vectors, data, framing):
    if not data:
        return data
    at = rng.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << rng.randrange(8))]) + data[at + 1 :]


def preceded(rng, vectors, data, framing):
    return rng.choice([b"\xef\xbb\xbf", b"\n\n", b": comment\n\n", b"HTTP/1.1 200 OK\r\n\r\n", b"\xff\xfe"]) + data


def swollen(rng, vectors, data, framing):
    """One event that is larger than what a small --max-event lets pass."""
    events = frames(data, framing)
    big = words(rng, vectors, (1, 2)) + "x" * rng.choice([500, 3000, 20_000])
    value = {"choices": [{"index": 0, "delta": {"content": big}}]} if framing == "sse" else {"response": big, "done": False}
    line = json.dumps(value).encode()
    events.insert(rng.randint(0, len(events)), b"data: " + line + b"\n\n" if framing == "sse" else line + b"\n")
    return b"".join(events)


def marked_inside(rng, vectors, data, framing):
    """A text that was signed before stands in the stream."""
    text = rng.choice(vectors.marked)[0] if rng.random() < 0.7 else rng.choice(vectors.foreign)
    try:
        text = text.decode()
    except UnicodeDecodeError:
        return data
    parts = iter(pieces_of(rng, text, 5))

    def one(match):
        return match[1] + b'"' + literal(rng, next(parts, ""), rng.random() < 0.3).encode("utf-8", "surrogatepass") + b'"'

    return DELTA.sub(one, data, count=6)


CHANGES = [
    cut, cut, begun_late, dropped, dropped, doubled, swapped, joined, interrupted, interrupted, interrupted, line_ends, escaped,
    escaped, unescaped, unfinished, without_end, flipped, preceded, swollen, marked_inside,
]


# JSON Lines


FIELDS = ["text", "text", "text", "answer.text", "choices.0.text", "0", "body", "a.b.c.d"]


def placed(path, value, rng):
    """A JSON value with another one at a path."""
    names = path.split(".")
    for name in reversed(names):
        if name.isdigit() and rng.random() < 0.9:
            value = [0] * int(name) + [value] + ([{"more": 1}] if rng.random() < 0.2 else [])
        else:
            value = {name: value}
    return value


def record(rng, vectors, field, meta):
    """One line of JSON Lines."""
    kind = rng.random()
    if kind < 0.04:
        return rng.choice(["", " ", "not json", "{", "null", "[]", "{}", "7", '"a string"', '{"text":', "[1,2,{\"text\":\"x\"}]", "\ufeff{}"])
    value = words(rng, vectors, (1, 4))
    if kind < 0.12:
        value = rng.choice(["", " ", "\n", None, 7, 4242424242424242, ["a list"], {"an": "object"}, True, "jane@corp.io"])
    elif kind < 0.20:
        try:
            value = (rng.choice(vectors.marked)[0] if rng.random() < 0.6 else rng.choice(vectors.foreign)).decode()
        except UnicodeDecodeError:
            pass
    elif kind < 0.25:
        value = rng.choice(["half \ud83d a pair", "\udc00", "a \x00 b"])
    where = field if rng.random() < 0.9 else rng.choice(FIELDS)
    line = placed(where, value, rng)
    if isinstance(line, dict):
        if rng.random() < 0.5:
            line = {"id": rng.randint(0, 10**rng.choice([1, 18])), **line}
        if rng.random() < 0.4:
            line["note"] = rng.choice([*VALUES, "a note", "", 3.50, None, [1, "two", {"three": VALUES[0]}]])
        if meta and rng.random() < 0.75:
            member = rng.choice([{"model": "gpt-4"}, {"n": 1.50, "tags": ["a"]}, {}, "no object", {"timestamp": 1700000000}, {"guard": 1}, {"ключ": "значение"}])
            for name, inner in placed(meta, member, rng).items():
                line[name] = {**line[name], **inner} if isinstance(line.get(name), dict) and isinstance(inner, dict) else inner
    compact = (",", ":") if rng.random() < 0.6 else (", ", ": ")
    written = json.dumps(line, ensure_ascii=rng.random() < 0.5, separators=compact)
    if rng.random() < 0.03:
        written = written[: rng.randint(0, len(written))]
    if rng.random() < 0.03:
        written = written[:-1] + ', "text": "the same name again"}' if written.endswith("}") else written
    if rng.random() < 0.03:
        written += " " * rng.choice([1, 3, 5000])
    return written


def records(rng, vectors, field, meta):
    """A file of JSON Lines."""
    end = rng.choice(["\n", "\n", "\n", "\r\n"])
    lines = [record(rng, vectors, field, meta) for _ in range(rng.choice([0, 1, 1, 2, 3, 5, 9]))]
    data = end.join(lines).encode("utf-8", "surrogatepass") + (end.encode() if rng.random() < 0.8 else b"")
    if rng.random() < 0.05:
        data = not_utf8_in(rng, data)
    return (b"\xef\xbb\xbf" if rng.random() < 0.03 else b"") + data


def not_utf8_in(rng, data):
    at = rng.randint(0, len(data))
    return data[:at] + rng.choice([b"\xff", b"\xc3", b"\xed\xa0\x80", b"\x00"]) + data[at:]
