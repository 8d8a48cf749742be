#!/usr/bin/env python3
"""Sends signed texts through real tools and prints what `encypher verify` says of what arrives, as a Markdown table.

    python3 -m venv ../transports-venv
    ../transports-venv/bin/pip install -r tests/transports/requirements.txt
    ../transports-venv/bin/python tests/transports/transports.py target/release/encypher > table.md

Python 3.11 or later. A transport whose tool is missing is listed as "not run". Of Debian, these packages make it complete:

    git dos2unix icu-devtools vim emacs-nox par pandoc cmark lynx w3m elinks html2text poppler-utils libpango-1.0-0
    libpangoft2-1.0-0 fonts-dejavu fonts-noto-cjk mutt jq sqlite3 xmlstarlet recode tmux screen xvfb xclip chromium nodejs npm

and of npm (the environment variable NODE_PATH names the folder node_modules):

    npm install --prefix ../transports-npm dompurify@3.4.18 jsdom@29.1.1 sanitize-html@2.17.5 prettier@3.10.1 marked@18.2.1 turndown@7.2.5
    export NODE_PATH=$PWD/../transports-npm/node_modules

Options: --only REGEX (transports by name), --list, --failures (each case that is worse than reflowed, on standard error),
--save FOLDER (what went in and what came out of each), --fixtures FOLDER (writes tests/vectors/transports/ anew, with the
key that is there). The exit status is 1 if a transport that must keep the marks of plain
paragraphs does not.
"""

import argparse
import base64
import collections
import concurrent.futures
import csv
import email
import email.message
import email.policy
import html
import html.parser
import importlib.metadata
import io
import json
import os
import pathlib
import platform
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import textwrap
import threading
import tomllib
import unicodedata
import urllib.parse
import uuid
from dataclasses import dataclass
from typing import Callable

import samples

# --- the list of transports ------------------------------------------------------------------------------------------------------


@dataclass
class Transport:
    group: str
    name: str
    tool: str
    note: str
    must: bool
    slow: int
    send: Callable[[bytes], bytes]


TRANSPORTS: list[Transport] = []
GROUP = ""


def group(name: str) -> None:
    global GROUP
    GROUP = name


def add(name: str, tool: str, send: Callable[[bytes], bytes], note: str = "", must: bool = False, slow: int = 0) -> None:
    TRANSPORTS.append(Transport(GROUP, name, tool, note, must, slow, send))


def transport(name: str, tool: str, note: str = "", must: bool = False, slow: int = 0):
    """Adds a function from bytes to bytes to the list. `tool` says where the version comes from: see `version`."""

    def register(send: Callable[[bytes], bytes]):
        add(name, tool, send, note, must, slow)
        return send

    return register


# --- help for the transports -----------------------------------------------------------------------------------------------------


class Missing(Exception):
    """The tool is not installed."""


def run(*command: str, data: bytes = b"", env: dict | None = None, cwd: str | None = None) -> bytes:
    if not shutil.which(command[0]):
        raise Missing(command[0])
    utf8 = os.environ | {"LC_ALL": "C.UTF-8", "TERM": "xterm-256color"} | (env or {})
    done = subprocess.run(command, input=data, capture_output=True, env=utf8, cwd=cwd, timeout=120)
    if done.returncode:
        raise RuntimeError(f"{command[0]}: status {done.returncode}: {done.stderr.decode(errors='replace')[:300]}")
    return done.stdout


def pipe(*command: str) -> Callable[[bytes], bytes]:
    return lambda data: run(*command, data=data)


def text(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """A change of text as a change of bytes."""
    return lambda data: change(data.decode()).encode()


def in_file(*command: str, suffix: str = ".txt") -> Callable[[bytes], bytes]:
    """A command that changes the file FILE in place."""

    def send(data: bytes) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "text" + suffix)
            path.write_bytes(data)
            run(*(part.replace("FILE", str(path)) for part in command), cwd=folder)
            return path.read_bytes()

    return send


def paragraphs(change: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """A change of each paragraph."""
    return text(lambda whole: "\n\n".join(change(part) for part in whole.split("\n\n")) + "\n")


def chain(*steps: Callable[[bytes], bytes]) -> Callable[[bytes], bytes]:
    def send(data: bytes) -> bytes:
        for step in steps:
            data = step(data)
        return data

    return send


def vim(*commands: str) -> Callable[[bytes], bytes]:
    return in_file("vim", "-es", "-u", "NONE", "-N", "-i", "NONE", *(part for c in commands for part in ("-c", c)), "-c", "wq", "FILE")


# --- files -----------------------------------------------------------------------------------------------------------------------

group("Files")
add("final newline cut", "perl -v", pipe("perl", "-pe", "chomp if eof"), must=True)
add("final newline added", "sed --version", pipe("sed", "$a\\"), must=True)
add("two blank lines added at the end", "sed --version", pipe("sed", "$a\\\n\n"), must=True)
add("LF to CRLF", "unix2dos --version", pipe("unix2dos"), must=True)
add("LF to CRLF and back", "unix2dos --version", chain(pipe("unix2dos"), pipe("dos2unix")), must=True)
add("BOM added", "unix2dos --version", pipe("unix2dos", "-m"), must=True)
add("blanks at line ends cut", "sed --version", pipe("sed", "-E", "s/[[:space:]]+$//"), must=True)
add("blanks at line ends cut", "git --version", pipe("git", "stripspace"), must=True)
add("`:%s/\\s\\+$//`", "vim --version", vim("%s/\\s\\+$//e"), must=True)
add("expand (tabs to blanks)", "expand --version", pipe("expand"), must=True)
add("cat -s", "cat --version", pipe("cat", "-s"), must=True)
for charset in ("UTF-16", "GB18030"):
    there, back = pipe("iconv", "-f", "UTF-8", "-t", charset), pipe("iconv", "-f", charset, "-t", "UTF-8")
    add(f"{charset} and back", "iconv --version", chain(there, back), must=True)


@transport("core.autocrlf=true, commit and checkout", "git --version", must=True)
def autocrlf(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        git = ["git", "-C", folder, "-c", "core.autocrlf=true", "-c", "user.name=x", "-c", "user.email=x"]
        run("git", "init", "-q", folder)
        path = pathlib.Path(folder, "text.txt")
        path.write_bytes(data)
        run(*git, "add", "text.txt")
        run(*git, "commit", "-qm", "text")
        path.unlink()
        run(*git, "checkout", "--", "text.txt")
        return path.read_bytes()


@transport("format-patch and am", "git --version", must=True)
def git_am(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        git = ["git", "-C", folder, "-c", "user.name=x", "-c", "user.email=x@example.org"]
        path = pathlib.Path(folder, "text.txt")
        run("git", "init", "-q", folder)
        run(*git, "commit", "-q", "--allow-empty", "-m", "empty")
        path.write_bytes(data)
        run(*git, "add", "text.txt")
        run(*git, "commit", "-qm", "text")
        patch = run(*git, "format-patch", "--stdout", "HEAD~1")
        run(*git, "reset", "-q", "--hard", "HEAD~1")
        run(*git, "am", "-q", "--keep-cr", data=patch)
        return path.read_bytes()


@transport("commit message", "git --version", must=True)
def git_message(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        git = ["git", "-C", folder, "-c", "user.name=x", "-c", "user.email=x"]
        run("git", "init", "-q", folder)
        run(*git, "commit", "-q", "--allow-empty", "-F", "-", data=data)
        return run(*git, "log", "--format=%B")


def emacs(code: str) -> Callable[[bytes], bytes]:
    setup = "(progn (set-language-environment \"UTF-8\") (setq coding-system-for-read 'utf-8-unix coding-system-for-write 'utf-8-unix) "
    return in_file("emacs", "-Q", "--batch", "--eval", setup + f'(find-file "FILE") {code} (save-buffer))')


add("delete-trailing-whitespace", "emacs --version", emacs("(delete-trailing-whitespace)"), must=True)

# --- normalization ---------------------------------------------------------------------------------------------------------------

group("Unicode")
COMPATIBILITY = collections.defaultdict(str, dict.fromkeys(("NFKC", "NFKD"), "replaces fullwidth punctuation, ligatures, superscripts"))
for form in ("NFC", "NFD", "NFKC", "NFKD"):
    kept = form in ("NFC", "NFD")
    add(form, "python", text(lambda t, form=form: unicodedata.normalize(form, t)), COMPATIBILITY[form], must=kept)
    add(form, "uconv --version", pipe("uconv", "-x", f"any-{form}"), COMPATIBILITY[form], must=kept)

# --- rewrapping ------------------------------------------------------------------------------------------------------------------

group("Rewrapping")
PAR = "breaks long words between the bytes of a character"
TEXTWRAP = "breaks words that are too long, marks included, and behind hyphens"
for width in (20, 30, 40, 60, 72, 80, 100, 120):
    add(f"textwrap.fill, width {width}", "python", paragraphs(lambda t, w=width: textwrap.fill(t, w)), TEXTWRAP, must=True)
WHOLE_WORDS = paragraphs(lambda t: textwrap.fill(t, 40, break_long_words=False, break_on_hyphens=False))
add("textwrap.fill, width 40, no breaks in words", "python", WHOLE_WORDS, must=True)
add("textwrap.fill of the whole text, width 72", "python", text(lambda t: textwrap.fill(t, 72)), TEXTWRAP, must=True)
for width in (20, 40, 75, 120):
    add(f"fmt -w {width}", "fmt --version", pipe("fmt", "-w", str(width)), must=True)
for width in (20, 40, 80):
    add(f"fold -s -w {width}", "fold --version", pipe("fold", "-s", "-w", str(width)), PAR)
for width in (30, 72):
    add(f"par {width}", "par version", pipe("par", str(width)), PAR)
for width in (30, 72, 100):
    fill = emacs(f"(setq fill-column {width}) (fill-region (point-min) (point-max))")
    add(f"fill-region, width {width}", "emacs --version", fill, "breaks between wide characters", must=True, slow=1)
for width in (30, 72, 100):
    add(f"gq, textwidth {width}", "vim --version", vim(f"set enc=utf-8 fencs=utf-8 tw={width}", "normal! gggqG"), must=True)
VIM_MM = "breaks at, and joins without a blank, every character above U+00FF"
GQ_MM = vim("set enc=utf-8 fencs=utf-8 tw=60 fo+=mM", "normal! gggqG")
add("gq, textwidth 60, formatoptions+=mM", "vim --version", GQ_MM, VIM_MM)
add("lines of a paragraph joined (:join)", "vim --version", vim("set enc=utf-8 fencs=utf-8", "g/./,-/\\n$/j"), must=True)
add("lines of a paragraph joined", "perl -v", pipe("perl", "-CS", "-00", "-pe", "s/\\n(?=.)/ /g"), must=True)
add("pr -T -o 4 (indented)", "pr --version", pipe("pr", "-t", "-o", "4"), must=True)
add("nl -b n (margin)", "nl --version", pipe("nl", "-b", "n", "-s", " "), must=True)

# --- mail ------------------------------------------------------------------------------------------------------------------------

group("Mail")


def mail(encoding: str) -> Callable[[bytes], bytes]:
    def send(data: bytes) -> bytes:
        message = email.message.EmailMessage(policy=email.policy.SMTP)
        message.set_content(data.decode(), cte=encoding)
        return email.message_from_bytes(message.as_bytes(), policy=email.policy.default).get_content().encode()

    return send


for encoding in ("quoted-printable", "base64", "8bit"):
    add(f"MIME {encoding}", "python", mail(encoding), must=True)
add("quoted-printable", "recode --version", chain(pipe("recode", "UTF-8..UTF-8/QP"), pipe("recode", "UTF-8/QP..UTF-8")), must=True)


def flowed_wire(t: str) -> bytes:
    """Each line is a paragraph. (formatflowed.convertToFlowed would glue hard-wrapped lines together.)"""
    import formatflowed

    kind = {"type": formatflowed.PARAGRAPH, "quotedepth": 0}
    return formatflowed.encode([(kind, line) for line in t.split("\n")], character_set="utf-8")


def flowed_lines(t: str) -> str:
    import formatflowed

    return formatflowed.convertToWrapped(flowed_wire(t), width=72, character_set="utf-8")


def flowed_paragraphs(t: str) -> str:
    import formatflowed

    return "\n".join(line for _, line in formatflowed.decode(flowed_wire(t), character_set="utf-8"))


add("format=flowed, shown in lines", "py:formatflowed", text(flowed_lines), f"{TEXTWRAP}; fails at lines over 998 bytes", must=True)
add("format=flowed, shown in paragraphs", "py:formatflowed", text(flowed_paragraphs), "fails at lines over 998 bytes", must=True)
FLOWED = "(require 'flow-fill) (setq use-hard-newlines t fill-flowed-encode-column 66 fill-flowed-display-column 72) "
NEWLINES = "(goto-char (point-min)) (while (search-forward \"\\n\" nil t) (put-text-property (1- (point)) (point) 'hard t)) "
add("format=flowed, sent", "emacs --version", emacs(FLOWED + NEWLINES + "(fill-flowed-encode)"), must=True, slow=1)
add("format=flowed, sent and shown", "emacs --version", emacs(FLOWED + NEWLINES + "(fill-flowed-encode) (fill-flowed)"), must=True, slow=1)


@transport("message sent with text_flowed, body decoded", "mutt -v", must=True, slow=1)
def mutt(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        wire = pathlib.Path(folder, "wire")
        script = pathlib.Path(folder, "sendmail")
        script.write_text(f"#!/bin/sh\ncat > {wire}\n")
        script.chmod(0o755)
        settings = f'set sendmail="{script}" send_charset="utf-8" charset="utf-8" text_flowed=yes use_8bitmime=no copy=no'
        run("mutt", "-n", "-F", "/dev/null", "-e", settings, "-s", "text", "x@example.org", data=data, env={"HOME": folder})
        return email.message_from_bytes(wire.read_bytes(), policy=email.policy.default).get_content().encode()


QUOTE, UNQUOTE = pipe("sed", "s/^/> /"), pipe("sed", "s/^> //")
GQ_QUOTED = vim("set enc=utf-8 fencs=utf-8 tw=60 fo+=q com=n:>", "normal! gggqG")
add("quoted with > and quotes removed", "sed --version", chain(QUOTE, UNQUOTE), must=True)
add("quoted with >, rewrapped by par, quotes removed", "par version", chain(QUOTE, pipe("par", "60q"), pipe("sed", "-E", "s/^> ?//")), PAR)
add("quoted with >, rewrapped by gq, quotes removed", "vim --version", chain(QUOTE, GQ_QUOTED, pipe("sed", "-E", "s/^> ?//")), must=True)
add("quoted with >", "sed --version", QUOTE, "leaves the quote characters in")

# --- HTML ------------------------------------------------------------------------------------------------------------------------

group("HTML")


class TextOf(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def parser_text(page: str) -> str:
    parser = TextOf()
    parser.feed(page)
    parser.close()
    return "".join(parser.parts)


def soup_text(page: str) -> str:
    import bs4

    return bs4.BeautifulSoup(page, "html.parser").get_text()


def lxml_text(page: str) -> str:
    import lxml.html

    return lxml.html.fromstring(f"<div>{page}</div>").text_content()


def html2text_text(page: str) -> str:
    import html2text

    return html2text.html2text(page)


def markdown_html(source: str) -> str:
    import markdown

    return markdown.markdown(source)


def markdown_it_html(source: str) -> str:
    import markdown_it

    return markdown_it.MarkdownIt().render(source)


def mistune_html(source: str) -> str:
    import mistune

    return mistune.html(source)


def commonmark_html(source: str) -> str:
    import commonmark

    return commonmark.commonmark(source)


def page(data: bytes) -> bytes:
    return b'<!DOCTYPE html><html><head><meta charset="utf-8"><title>t</title></head><body>' + data + b"</body></html>"


CMARK = pipe("cmark", "--unsafe")
for name, package, render in (
    ("markdown", "Markdown", markdown_html),
    ("markdown-it-py", "markdown-it-py", markdown_it_html),
    ("mistune", "mistune", mistune_html),
    ("commonmark", "commonmark", commonmark_html),
):
    add(f"{name}, then html.parser", f"py:{package}", text(lambda t, r=render: parser_text(r(t))), must=True)
add("cmark, then html.parser", "cmark --version", chain(CMARK, text(parser_text)), must=True)
add("cmark, then BeautifulSoup", "py:beautifulsoup4", chain(CMARK, text(soup_text)), must=True)
add("cmark, then lxml text_content", "py:lxml", chain(CMARK, text(lxml_text)), must=True)
add("cmark, then html2text", "py:html2text", chain(CMARK, text(html2text_text)), "breaks words behind hyphens", must=True)
add("cmark, then html2text", "html2text -version", chain(CMARK, page, pipe("html2text", "-utf8", "-nobs")), "breaks long words")
LYNX = pipe("lynx", "-stdin", "-dump", "-nolist", "-width=80", "-assume_charset=utf-8", "-display_charset=utf-8")
W3M = pipe("w3m", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "80")
ELINKS = pipe("elinks", "-no-home", "1", "-dump", "1", "-dump-charset", "utf-8", "-force-html")
add("cmark, then lynx -dump", "lynx --version", chain(CMARK, page, LYNX), "breaks long words and lines without blanks", must=True)
add("cmark, then w3m -dump", "w3m -version", chain(CMARK, page, W3M), "breaks between wide characters", must=True)
add("cmark, then elinks -dump", "elinks --version", chain(CMARK, page, ELINKS), "writes other bytes for the marks")
add("cmark -t commonmark --width 72", "cmark --version", pipe("cmark", "-t", "commonmark", "--width", "72"), must=True)
add("cmark -t commonmark", "cmark --version", pipe("cmark", "-t", "commonmark"), must=True)

BROWSER = (
    "addEventListener('load',()=>{const u=new TextEncoder().encode(EXPRESSION);let s='';"
    "u.forEach(b=>s+=String.fromCharCode(b));document.title='@'+btoa(s)+'@'})"
)


CHROMIUM = ("chromium", "--headless", "--no-sandbox", "--disable-gpu")


def chromium(expression: str) -> Callable[[bytes], bytes]:
    def send(page: bytes) -> bytes:
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "page.html")
            script = BROWSER.replace("EXPRESSION", expression).encode()
            start = b'<!DOCTYPE html><meta charset="utf-8"><title>t</title><script>' + script + b"</script><div id=d>"
            path.write_bytes(start + page + b"</div>")
            dom = run(*CHROMIUM, f"--user-data-dir={folder}", "--dump-dom", path.as_uri())
            return base64.b64decode(re.search(rb"<title>@(.*)@</title>", dom)[1])

    return send


PASTE = (
    "(()=>{const e=document.createElement('div');e.contentEditable=true;document.body.append(e);e.focus();"
    "document.execCommand('insertText',false,d.innerText);return e.innerText})()"
)
add("cmark, then textContent in a browser", "chromium --version", chain(CMARK, chromium("d.textContent")), must=True, slow=2)
add("cmark, then innerText in a browser", "chromium --version", chain(CMARK, chromium("d.innerText")), must=True, slow=2)
add("cmark, then typed into a contenteditable element", "chromium --version", chain(CMARK, chromium(PASTE)), must=True, slow=2)


def node(script: str) -> Callable[[bytes], bytes]:
    start = "const input=require('fs').readFileSync(0,'utf8');"
    return lambda data: run("node", "-e", start + script, data=data)


PRETTIER = node("require('prettier').format(input,{parser:'markdown',proseWrap:'always'}).then(t=>process.stdout.write(t))")
TURNDOWN = node("process.stdout.write(new (require('turndown'))().turndown(require('marked').parse(input)))")
add("prettier, proseWrap always", "npm:prettier", PRETTIER, must=True, slow=1)
add("marked, then turndown", "npm:turndown", TURNDOWN, must=True, slow=1)

group("Sanitizers")


def sanitized(clean: Callable[[str], str]) -> Callable[[bytes], bytes]:
    """Plain text as HTML, cleaned, as text again."""
    return text(lambda t: html.unescape(clean(html.escape(t, quote=False))))


def bleach_clean(page: str) -> str:
    import bleach

    return bleach.clean(page)


def bleach_html(page: str) -> str:
    import bleach

    return bleach.clean(page, tags={"p", "a", "em", "strong", "code", "pre", "ul", "li"}, strip=True)


def nh3_clean(page: str) -> str:
    import nh3

    return nh3.clean(page)


DOMPURIFY = node("const w=new (require('jsdom').JSDOM)('').window;process.stdout.write(require('dompurify')(w).sanitize(input))")
SANITIZE_HTML = node("process.stdout.write(require('sanitize-html')(input))")
ESCAPE = text(lambda t: html.escape(t, quote=False))
add("bleach.clean of the text", "py:bleach", sanitized(bleach_clean), must=True)
add("bleach.clean of cmark's HTML, then BeautifulSoup", "py:bleach", chain(CMARK, text(bleach_html), text(soup_text)), must=True)
add("nh3.clean of the text", "py:nh3", sanitized(nh3_clean), must=True)
add("nh3.clean of cmark's HTML, then BeautifulSoup", "py:nh3", chain(CMARK, text(nh3_clean), text(soup_text)), must=True)
add("DOMPurify of cmark's HTML, then BeautifulSoup", "npm:dompurify", chain(CMARK, DOMPURIFY, text(soup_text)), must=True, slow=1)
SANITIZED = chain(CMARK, SANITIZE_HTML, text(soup_text))
add("sanitize-html of cmark's HTML, then BeautifulSoup", "npm:sanitize-html", SANITIZED, must=True, slow=1)

# --- pandoc and documents --------------------------------------------------------------------------------------------------------

group("Documents")


def pandoc(*steps: tuple[str, str]) -> Callable[[bytes], bytes]:
    def send(data: bytes) -> bytes:
        for source, target in steps:
            data = run("pandoc", "-f", source, "-t", target, "-o", "-", data=data)
        return data

    return send


for through in ("html", "docx", "odt", "rst", "latex", "gfm", "epub", "org", "json"):
    note = "adds the markup of a title page" if through == "epub" else ""
    steps = pandoc(("markdown", through), (through, "markdown"))
    add(f"markdown, {through}, markdown", "pandoc --version", steps, note, must=not note, slow=1)
for through in ("html", "docx", "odt"):
    add(f"markdown, {through}, plain", "pandoc --version", pandoc(("markdown", through), (through, "plain")), must=True, slow=1)
    add(f"markdown-smart, {through}, plain", "pandoc --version", pandoc(("markdown-smart", through), (through, "plain")), must=True, slow=1)
add("gfm, gfm", "pandoc --version", pandoc(("gfm", "gfm")), must=True, slow=1)
PLAIN = pipe("pandoc", "-f", "markdown-smart", "-t", "plain", "--wrap=none")
add("markdown-smart, plain --wrap=none", "pandoc --version", PLAIN, must=True, slow=1)


@transport(".docx, a paragraph each", "py:python-docx", must=True)
def docx(data: bytes) -> bytes:
    import docx

    document, file = docx.Document(), io.BytesIO()
    for part in data.decode().split("\n\n"):
        document.add_paragraph(part)
    document.save(file)
    return "\n".join(p.text for p in docx.Document(io.BytesIO(file.getvalue())).paragraphs).encode()


@transport(".docx, then docx2txt", "py:docx2txt", must=True)
def docx_docx2txt(data: bytes) -> bytes:
    import docx
    import docx2txt

    document, file = docx.Document(), io.BytesIO()
    for part in data.decode().split("\n\n"):
        document.add_paragraph(part)
    document.save(file)
    return docx2txt.process(io.BytesIO(file.getvalue())).encode()


STYLE = b"<style>body{font-family:'DejaVu Sans','Noto Sans CJK SC'}</style>"


def weasyprint_pdf(page: bytes) -> bytes:
    import weasyprint

    return weasyprint.HTML(string=page.decode()).write_pdf()


def chromium_pdf(page: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path, output = pathlib.Path(folder, "page.html"), pathlib.Path(folder, "page.pdf")
        path.write_bytes(page)
        run(*CHROMIUM, f"--user-data-dir={folder}", "--no-pdf-header-footer", f"--print-to-pdf={output}", path.as_uri())
        return output.read_bytes()


def pypdf_text(data: bytes) -> bytes:
    import pypdf

    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages).encode()


PDF = chain(CMARK, lambda data: page(STYLE + data), weasyprint_pdf)
add("PDF, then pdftotext", "py:weasyprint", chain(PDF, pipe("pdftotext", "-", "-")), "PDF keeps glyphs, and marks have none", slow=1)
add("PDF, then pypdf", "py:weasyprint", chain(PDF, pypdf_text), "PDF keeps glyphs, and marks have none", slow=1)
PDF_NOTE = "the PDF says which text a glyph stands for, marks included"
CHROMIUM_PDF = chain(CMARK, lambda data: page(STYLE + data), chromium_pdf)
add("PDF, then pdftotext", "chromium --version", chain(CHROMIUM_PDF, pipe("pdftotext", "-", "-")), PDF_NOTE, slow=2)

# --- data ------------------------------------------------------------------------------------------------------------------------

group("Data")
add("JSON, ASCII", "python", text(lambda t: json.loads(json.dumps(t))), must=True)
add("JSON, UTF-8", "python", text(lambda t: json.loads(json.dumps(t, ensure_ascii=False))), must=True)
JQ = "-R of jq 1.6 breaks characters at the ends of its buffer"
add("JSON in and out", "jq --version", chain(pipe("jq", "-Rs", "."), pipe("jq", "-j", ".")), JQ)
add("JSON in and out, ASCII, jq -r", "jq --version", chain(pipe("jq", "-Rsa", "."), pipe("jq", "-r", ".")), JQ)
add("JSON, read by jq -j", "jq --version", chain(text(lambda t: json.dumps(t)), pipe("jq", "-j", ".")), must=True)
add("JSON, read by jq -r", "jq --version", chain(text(lambda t: json.dumps(t, ensure_ascii=False)), pipe("jq", "-r", ".")), must=True)
add("JSON.stringify and parse", "node --version", node("process.stdout.write(JSON.parse(JSON.stringify(input)))"), must=True, slow=1)


@transport("SQLite, TEXT column", "python", must=True)
def sqlite(data: bytes) -> bytes:
    with sqlite3.connect(":memory:") as database:
        database.execute("create table t (x text)")
        database.execute("insert into t values (?)", (data.decode(),))
        return database.execute("select x from t").fetchone()[0].encode()


@transport("SQLite, INSERT and SELECT by the shell", "sqlite3 --version", must=True)
def sqlite_shell(data: bytes) -> bytes:
    literal = data.decode().replace("'", "''")
    return run("sqlite3", ":memory:", data=f"create table t(x text); insert into t values('{literal}'); select x from t;".encode())


def ruamel_round(t: str) -> str:
    import ruamel.yaml

    yaml, file = ruamel.yaml.YAML(typ="safe"), io.StringIO()
    yaml.dump({"text": t}, file)
    return yaml.load(file.getvalue())["text"]


def pyyaml_round(**options) -> Callable[[bytes], bytes]:
    def change(t: str) -> str:
        import yaml

        return yaml.safe_load(yaml.safe_dump({"text": t}, **options))["text"]

    return text(change)


def folded_yaml(t: str) -> str:
    """A text that somebody put under a folded scalar by hand."""
    import yaml

    return yaml.safe_load("text: >\n" + textwrap.indent(t, "  "))["text"]


def toml_round(t: str) -> str:
    import tomli_w

    return tomllib.loads(tomli_w.dumps({"text": t}, multiline_strings=True))["text"]


def csv_round(t: str) -> str:
    file = io.StringIO(newline="")
    csv.writer(file).writerow([1, t])
    return next(csv.reader(io.StringIO(file.getvalue(), newline="")))[1]


def xml_round(t: str) -> str:
    import lxml.etree

    element = lxml.etree.Element("t")
    element.text = t
    return lxml.etree.fromstring(lxml.etree.tostring(element)).text


def xml_attribute(t: str) -> str:
    import lxml.etree

    element = lxml.etree.Element("t")
    element.set("x", t)
    return lxml.etree.fromstring(lxml.etree.tostring(element)).get("x")


add("YAML", "py:PyYAML", pyyaml_round(), must=True)
add("YAML, allow_unicode", "py:PyYAML", pyyaml_round(allow_unicode=True), must=True)
add("YAML, literal scalar, allow_unicode", "py:PyYAML", pyyaml_round(allow_unicode=True, default_style="|"), must=True)
add("YAML, text indented under `>`", "py:PyYAML", text(folded_yaml), must=True)
add("YAML", "py:ruamel.yaml", text(ruamel_round), must=True)
add("TOML", "py:tomli_w", text(toml_round), must=True)
add("CSV", "python", text(csv_round), must=True)
add("XML element", "py:lxml", text(xml_round), must=True)
add("XML attribute", "py:lxml", text(xml_attribute), must=True)
XMLSTARLET = chain(pipe("xmlstarlet", "fo"), pipe("xmlstarlet", "sel", "-T", "-t", "-v", "/t"))
add("XML formatted", "xmlstarlet --version", chain(ESCAPE, lambda d: b"<t>" + d + b"</t>", XMLSTARLET), must=True)
add("percent-encoded", "python", text(lambda t: urllib.parse.unquote(urllib.parse.quote(t))), must=True)
FORM = text(lambda t: urllib.parse.parse_qs(urllib.parse.urlencode({"t": t}))["t"][0])
add("form, application/x-www-form-urlencoded", "python", FORM, must=True)
add("Base64", "base64 --version", chain(pipe("base64"), pipe("base64", "-d")), must=True)

# --- terminals -------------------------------------------------------------------------------------------------------------------

group("Terminals")
LOCK = threading.Lock()


@transport("script -c cat", "script --version", must=True)
def script(data: bytes) -> bytes:
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        return run("script", "-qec", f"cat {file.name}", "/dev/null")


@transport("capture-pane", "tmux -V", "a cell keeps few combining characters", slow=1)
def tmux(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "text").write_bytes(data)
        control = ["tmux", "-u", "-S", f"{folder}/socket", "-f", "/dev/null"]
        run(*control, "new-session", "-d", "-x", "100", "-y", "200", f"cat {folder}/text; sleep 30")
        run("sleep", "0.5")
        screen = run(*control, "capture-pane", "-p", "-J")
        run(*control, "kill-server")
        return screen.rstrip(b"\n")


@transport("hardcopy", "screen --version", "a cell keeps few combining characters", slow=1)
def gnu_screen(data: bytes) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        pathlib.Path(folder, "text").write_bytes(data)
        os.chmod(folder, 0o700)
        name, env = uuid.uuid4().hex, {"SCREENDIR": folder}
        run("screen", "-U", "-dmS", name, "-c", "/dev/null", "sh", "-c", f"cat {folder}/text; sleep 3", env=env)
        run("sleep", "0.5")
        run("screen", "-S", name, "-X", "hardcopy", f"{folder}/copy", env=env)
        run("sleep", "0.5")
        return pathlib.Path(folder, "copy").read_bytes().rstrip(b"\n")


@transport("X11 clipboard", "xclip -version", must=True, slow=1)
def xclip(data: bytes) -> bytes:
    if not shutil.which("xclip"):
        raise Missing("xclip")
    with LOCK, tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        copy = f"xclip -selection clipboard -quiet -loops 1 -i {file.name} >/dev/null 2>&1 & sleep 0.3; xclip -selection clipboard -o"
        return run("xvfb-run", "-a", "sh", "-c", copy)


# --- what strips -----------------------------------------------------------------------------------------------------------------

group("Removal")


def ftfy_fix(t: str) -> str:
    import ftfy

    return ftfy.fix_text(t)


def unidecoded(t: str) -> str:
    import unidecode

    return unidecode.unidecode(t)


def grapheme_cut(t: str) -> str:
    return "".join(c for c in t if unicodedata.category(c) not in ("Mn", "Cf"))


SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]")
add("ftfy.fix_text", "py:ftfy", text(ftfy_fix), "replaces curly quotes, fullwidth punctuation, ligatures")
add("unidecode", "py:Unidecode", text(unidecoded))
add("re.sub of variation selectors", "python", text(lambda t: SELECTORS.sub("", t)))
add("removal of the categories Mn and Cf", "python", text(grapheme_cut))
add("accent removal: NFD; [:Mn:] Remove; NFC", "uconv --version", pipe("uconv", "-x", "::NFD; ::[:Mn:] Remove; ::NFC;"))
add("[:Default_Ignorable_Code_Point:] Remove", "uconv --version", pipe("uconv", "-x", "::[:Default_Ignorable_Code_Point:] Remove;"))
add("ASCII//TRANSLIT", "iconv --version", pipe("iconv", "-c", "-f", "UTF-8", "-t", "ASCII//TRANSLIT"))
LATIN_1 = chain(pipe("iconv", "-c", "-f", "UTF-8", "-t", "LATIN1"), pipe("iconv", "-f", "LATIN1", "-t", "UTF-8"))
add("Latin-1, -c", "iconv --version", LATIN_1)
add("str.encode('ascii', 'ignore')", "python", text(lambda t: t.encode("ascii", "ignore").decode()))
add("str.encode('ascii', 'replace')", "python", text(lambda t: t.encode("ascii", "replace").decode()))
add("tr -cd of printable ASCII", "tr --version", pipe("tr", "-cd", "\\11\\12\\15\\40-\\176"))
add("strings", "strings --version", pipe("strings", "-n", "1"))
add("cat -v", "cat --version", pipe("cat", "-v"))

group("Changes")
add("tr a-z A-Z", "tr --version", pipe("tr", "a-z", "A-Z"))
add("sort", "sort --version", pipe("sort"))
add("sed: a word replaced", "sed --version", pipe("sed", "-E", "0,/([[:alpha:]]+)/s//changed/"))
add("head -c -40", "head --version", pipe("head", "-c", "-40"), "the end is missing")
add("tail -n +2", "tail --version", pipe("tail", "-n", "+2"), "the beginning is missing")
add("smart quotes: pandoc -t plain", "pandoc --version", pandoc(("markdown", "plain")), slow=1)

# --- measuring -------------------------------------------------------------------------------------------------------------------

META = ["--meta", "model=gpt-4", "--timestamp", "none", "--stream-id", "7472616e73706f72"]
ALL_WAYS = [(key, target, every) for key in ("hmac", "ed25519") for target in ("auto", "whitespace", "end") for every in ("off", "200")]
FOUR_WAYS = [("hmac", "auto", "off"), ("hmac", "whitespace", "200"), ("ed25519", "end", "off"), ("ed25519", "auto", "200")]
WAYS = [ALL_WAYS, FOUR_WAYS, FOUR_WAYS[:1] + FOUR_WAYS[3:]]  # by Transport.slow
GOOD = ("verified", "reflowed")
WORST_LAST = ("verified", "reflowed", "untrusted", "incomplete", "partial", "truncated", "altered", "malformed", "unmarked", "failed")


class Encypher:
    def __init__(self, program: str, folder: str) -> None:
        self.program, self.folder = os.path.abspath(program), pathlib.Path(folder)
        run(self.program, "keygen", "-o", str(self.folder / "hmac"))
        run(self.program, "keygen", "--ed25519", "-o", str(self.folder / "ed25519"))

    def sign(self, data: bytes, key: str, target: str, every: str) -> bytes:
        return run(self.program, "embed", "-k", str(self.folder / key), "--target", target, "--every", every, *META, data=data)

    def verdict(self, data: bytes, *keys: str) -> str:
        chosen = [part for key in keys or ("hmac", "ed25519.pub") for part in ("-k", str(self.folder / key))]
        done = subprocess.run([self.program, "verify", "--json", *chosen], input=data, capture_output=True)
        # What is no text any more, such as UTF-16, has no verdict.
        return json.loads(done.stdout)["results"][0]["verdict"] or "unmarked"


def version(tool: str) -> str:
    if tool == "python":
        return f"Python {platform.python_version()}"
    kind, _, name = tool.partition(":")
    if kind == "py":
        return f"{name} {importlib.metadata.version(name)} (Python)"
    if kind == "npm":
        found = run("node", "-p", f"JSON.parse(require('fs').readFileSync(process.env.NODE_PATH+'/{name}/package.json')).version")
        return f"{name} {found.decode().strip()} (npm)"
    program = tool.split()[0]
    if not shutil.which(program):
        raise Missing(program)
    done = subprocess.run(tool.split(), capture_output=True, text=True, stdin=subprocess.DEVNULL)
    first = re.search(r"\d+(\.\d+)+\w*", done.stdout + done.stderr)
    return f"{program} {first[0] if first else ''}".strip()


def signed_samples(encypher: Encypher) -> dict:
    """(sample, key, target, every) -> signed text"""
    return {(name, *how): encypher.sign(source.encode(), *how) for name, source in samples.ALL.items() for how in ALL_WAYS}


def cell(counts: dict[str, collections.Counter]) -> str:
    """The counts of verdicts, and which samples they were if they are bad. `counts`: sample -> verdicts"""
    total = sum(counts.values(), collections.Counter())
    parts = []
    for verdict in sorted(total, key=WORST_LAST.index):
        where = [name for name in counts if counts[name][verdict]]
        detail = f" ({', '.join(where)})" if verdict not in GOOD and len(where) < len(counts) else ""
        parts.append(f"{verdict} {total[verdict]}{detail}")
    return ", ".join(parts)


def arrive(item: Transport, case: tuple, data: bytes, encypher: Encypher, options) -> str:
    """The verdict on one signed text behind one transport."""
    try:
        arrived = item.send(data)
    except Missing:
        raise
    except Exception as error:
        print(f"{item.name} [{item.tool}]: {' '.join(case)}: {error!r}"[:300], file=sys.stderr)
        return "failed"
    verdict = encypher.verdict(arrived)
    if options.failures and verdict not in GOOD:
        print(f"{item.name} [{item.tool}]: {' '.join(case)}: {verdict}", file=sys.stderr)
    if options.save:
        place = pathlib.Path(options.save, re.sub(r"\W+", "_", f"{item.tool.split()[0]} {item.name}"))
        place.mkdir(parents=True, exist_ok=True)
        (place / ("-".join(case) + ".in")).write_bytes(data)
        (place / ("-".join(case) + f".{verdict}")).write_bytes(arrived)
    return verdict


SECTIONS = {
    "verified": "Plain paragraphs stay verified",
    "reflowed": "Plain paragraphs stay verified or become reflowed",
    "worse": "Some plain paragraphs, or all, are worse than reflowed",
    "unmarked": "The marks are gone",
    "missing": "Not run",
}


def section(verdicts: set[str]) -> str:
    if verdicts <= {"verified"}:
        return "verified"
    if verdicts <= set(GOOD):
        return "reflowed"
    return "unmarked" if verdicts == {"unmarked"} else "worse"


def measure(item: Transport, signed: dict, encypher: Encypher, pool, options) -> tuple[str, str]:
    """The section and the line of the table."""
    cases = {case: data for case, data in signed.items() if case[1:] in WAYS[item.slow]}
    try:
        tool = version(item.tool)
        verdicts = list(pool.map(lambda case: arrive(item, case, cases[case], encypher, options), cases))
    except (Missing, importlib.metadata.PackageNotFoundError, RuntimeError, KeyError):
        return "missing", f"| {item.name} | {item.tool} | not run | | | |"
    counts = collections.defaultdict(collections.Counter)
    for case, verdict in zip(cases, verdicts):
        counts[case[0]][verdict] += 1
    columns = [cell({name: counts[name] for name in part}) for part in (samples.PLAIN, samples.HARD, samples.MARKDOWN)]
    plain = set().union(*(counts[name] for name in samples.PLAIN))
    return section(plain), f"| {item.group}: {item.name} | {tool} | {' | '.join(columns)} | {item.note} |"


# --- the outputs that a test judges ----------------------------------------------------------------------------------------------

# file -> transport, beginning of its tool, sample, target, every
FIXTURES = {
    "final-newline-cut": ("final newline cut", "perl", "prose", "auto", "off"),
    "blanks-cut": ("blanks at line ends cut", "git", "doublespace", "auto", "off"),
    "crlf": ("LF to CRLF", "unix2dos", "prose", "auto", "200"),
    "nfd-accents": ("NFD", "python", "accents", "whitespace", "off"),
    "nfd-korean": ("NFD", "uconv", "korean", "auto", "200"),
    "nfkc": ("NFKC", "python", "compat", "auto", "off"),
    "textwrap-20": ("textwrap.fill, width 20", "python", "prose", "auto", "off"),
    "textwrap-72": ("textwrap.fill, width 72", "python", "prose", "whitespace", "200"),
    "textwrap-first-word-behind-seal": ("textwrap.fill, width 20", "python", "prose", "end", "200"),
    "fmt-40": ("fmt -w 40", "fmt", "prose", "end", "200"),
    "emacs-fill-30": ("fill-region, width 30", "emacs", "accents", "auto", "off"),
    "emacs-fill-chinese": ("fill-region, width 72", "emacs", "chinese", "auto", "off"),
    "vim-gq-30": ("gq, textwidth 30", "vim", "wrapped", "auto", "200"),
    "quoted-rewrapped-unquoted": ("quoted with >, rewrapped by gq, quotes removed", "vim", "prose", "auto", "200"),
    "quoted-printable": ("MIME quoted-printable", "python", "prose", "auto", "off"),
    "format-flowed": ("format=flowed, shown in lines", "py:formatflowed", "wrapped", "auto", "off"),
    "format-flowed-broken-last-word": ("format=flowed, shown in lines", "py:formatflowed", "greek", "end", "off"),
    "markdown-html": ("markdown, then html.parser", "py:Markdown", "prose", "auto", "200"),
    "lynx": ("cmark, then lynx -dump", "lynx", "prose", "auto", "200"),
    "bleach": ("bleach.clean of cmark's HTML, then BeautifulSoup", "py:bleach", "wrapped", "end", "200"),
    "nh3": ("nh3.clean of cmark's HTML, then BeautifulSoup", "py:nh3", "prose", "whitespace", "off"),
    "pandoc-docx-markdown": ("markdown, docx, markdown", "pandoc", "quotes", "auto", "off"),
    "python-docx": (".docx, a paragraph each", "py:python-docx", "prose", "auto", "200"),
    "yaml-folded": ("YAML, text indented under `>`", "py:PyYAML", "wrapped", "auto", "off"),
    "word-changed": ("sed: a word replaced", "sed", "prose", "auto", "200"),
}


def write_fixtures(encypher: Encypher, folder: pathlib.Path) -> None:
    (encypher.folder / "vectors").write_bytes((folder / "key").read_bytes())
    (encypher.folder / "vectors").chmod(0o600)
    expected = {}
    for name, (transport_name, tool, sample, target, every) in FIXTURES.items():
        item = next(t for t in TRANSPORTS if t.name == transport_name and t.tool.startswith(tool))
        arrived = item.send(encypher.sign(samples.ALL[sample].encode(), "vectors", target, every))
        (folder / f"{name}.txt").write_bytes(arrived)
        expected[f"{name}.txt"] = encypher.verdict(arrived, "vectors")
    (folder / "expected.json").write_text(json.dumps(expected, indent=2) + "\n")


HEADING = "| transport | tool | plain paragraphs | hard texts | Markdown document | note |\n|---|---|---|---|---|---|"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("encypher")
    parser.add_argument("--only", default="")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--save")
    parser.add_argument("--fixtures", type=pathlib.Path)
    options = parser.parse_args()
    chosen = [item for item in TRANSPORTS if re.search(options.only, f"{item.group}: {item.tool}: {item.name}")]
    if options.list:
        print("\n".join(f"{item.group}: {item.tool}: {item.name}" for item in chosen))
        return 0
    lines, broken = collections.defaultdict(list), []
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        encypher = Encypher(options.encypher, folder)
        if options.fixtures:
            write_fixtures(encypher, options.fixtures)
            return 0
        signed = signed_samples(encypher)
        for number, item in enumerate(chosen, 1):
            print(f"{number}/{len(chosen)} {item.group}: {item.name}", file=sys.stderr)
            where, line = measure(item, signed, encypher, pool, options)
            lines[where].append(line)
            if item.must and where not in (*GOOD, "missing"):
                broken.append(item.name)
    for where, title in SECTIONS.items():
        if lines[where]:
            print(f"### {title}\n\n{HEADING}\n" + "\n".join(lines[where]) + "\n")
    print(f"worse than reflowed, and must not be: {', '.join(broken) or 'none'}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
