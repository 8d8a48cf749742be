"""Reads a file of server-sent events as the openai package does, with its own decoder, and prints how many seconds that took.

    python openai_decoder.py FILE

Text is put together from the JSON, without the types that the package makes of it. Start and imports are not counted.
"""

import json
import sys
import time

from openai._streaming import SSEDecoder


def pieces(file):
    while piece := file.read(65536):
        yield piece


start = time.perf_counter()
characters = 0
with open(sys.argv[1], "rb", buffering=0) as file:
    for event in SSEDecoder().iter_bytes(pieces(file)):
        if event.data.startswith("[DONE]"):
            break
        for choice in json.loads(event.data)["choices"]:
            characters += len(choice["delta"].get("content") or "")
seconds = time.perf_counter() - start
if not characters:
    sys.exit("no text in it")
print(seconds)
