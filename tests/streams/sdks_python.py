"""The Python clients of sdks.py, which starts this file in a virtualenv, with `new` or `old` as its argument.

It first prints the list of its clients, each as [name, format, version]. Then it answers each line {"client", "base"} with one
line {"text", "final", "other", "error"}: the text of each channel as it came in deltas; the texts that the SDK gave whole, at
the end; everything else that it gave (tool calls, reasoning, why it ended); and the type of the exception that ended it.
"""

import importlib.metadata
import json
import logging
import os
import sys

CLIENTS = {}
QUESTION = [{"role": "user", "content": "Hello?"}]
SECONDS = 20


def client(name, format, age="new"):
    """Registers a function that reads one stream. The name begins with the package; the age is "new", "old" or "new old"."""

    def register(function):
        if sys.argv[1] in age.split():
            CLIENTS[name] = format, function
        return function

    return register


class Outcome:
    def __init__(self):
        self.fields = {"text": {}, "final": {}, "other": {}, "error": None}

    def add(self, field, key, value):
        if value:
            texts = self.fields[field]
            texts[str(key)] = texts.get(str(key), "") + str(value)

    def chunk(self, chunk):
        """A chunk of OpenAI's Chat Completions, whoever's type it is."""
        for choice in chunk.choices or []:
            delta, index = choice.delta, choice.index
            self.add("other", f"finish {index}", choice.finish_reason)
            self.add("text", index, getattr(delta, "content", None))
            for name in ("refusal", "reasoning_content", "reasoning"):
                self.add("other", f"{name} {index}", getattr(delta, name, None))
            calls = [(call.index, call.function) for call in getattr(delta, "tool_calls", None) or []]
            for call, function in calls + [("old", getattr(delta, "function_call", None))]:
                self.add("other", f"tool {index} {call}", getattr(function, "name", None))
                self.add("other", f"tool {index} {call} arguments", getattr(function, "arguments", None))


def openai_client(base):
    import openai

    return openai.OpenAI(base_url=base + "/v1", api_key="none", max_retries=0, timeout=SECONDS)


@client("openai chat.completions.create", "openai-chat", "new old")
def _(base, outcome):
    for chunk in openai_client(base).chat.completions.create(model="m", messages=QUESTION, stream=True):
        outcome.chunk(chunk)


@client("openai chat.completions.stream", "openai-chat")
def _(base, outcome):
    with openai_client(base).chat.completions.stream(model="m", messages=QUESTION) as stream:
        for event in stream:
            if event.type == "content.delta":
                outcome.add("text", "all", event.delta)
        for choice in stream.get_final_completion().choices:
            outcome.add("final", choice.index, choice.message.content)


@client("openai AzureOpenAI", "azure-chat")
def _(base, outcome):
    import openai

    azure = openai.AzureOpenAI(azure_endpoint=base, api_key="none", api_version="2024-10-21", max_retries=0, timeout=SECONDS)
    for chunk in azure.chat.completions.create(model="m", messages=QUESTION, stream=True):
        outcome.chunk(chunk)


@client("openai completions.create", "openai-completions", "new old")
def _(base, outcome):
    for chunk in openai_client(base).completions.create(model="m", prompt="Hello?", stream=True):
        for choice in chunk.choices or []:
            outcome.add("text", choice.index, choice.text)
            outcome.add("other", f"finish {choice.index}", choice.finish_reason)


def response(outcome, name, response):
    outcome.add("final", f"{name} output_text", response.output_text)
    for number, item in enumerate(response.output or []):
        for index, part in enumerate(getattr(item, "content", None) or []):
            outcome.add("final", f"{name} {number}.{index}", getattr(part, "text", None))


@client("openai responses.create", "openai-responses")
def _(base, outcome):
    for event in openai_client(base).responses.create(model="m", input="Hello?", stream=True):
        what = event.type.removeprefix("response.")
        key = ".".join(str(getattr(event, name)) for name in ("output_index", "content_index") if hasattr(event, name))
        if what == "output_text.delta":
            outcome.add("text", key, event.delta)
        elif what == "output_text.done":
            outcome.add("final", f"text {key}", event.text)
        elif what == "content_part.done":
            outcome.add("final", f"part {key}", getattr(event.part, "text", None))
        elif what == "output_item.done":
            for index, part in enumerate(getattr(event.item, "content", None) or []):
                outcome.add("final", f"item {key}.{index}", getattr(part, "text", None))
        elif what in ("completed", "incomplete", "failed"):
            outcome.add("other", "finish", what)
            response(outcome, "response", event.response)
        elif isinstance(getattr(event, "delta", None), str):
            outcome.add("other", f"{what} {key}", event.delta)


@client("openai responses.stream", "openai-responses")
def _(base, outcome):
    with openai_client(base).responses.stream(model="m", input="Hello?") as stream:
        response(outcome, "response", stream.get_final_response())


def anthropic_client(base):
    import anthropic

    return anthropic.Anthropic(base_url=base, api_key="none", max_retries=0, timeout=SECONDS)


@client("anthropic messages.create", "anthropic-messages", "new old")
def _(base, outcome):
    for event in anthropic_client(base).messages.create(model="m", max_tokens=9, messages=QUESTION, stream=True):
        if event.type == "content_block_start":
            outcome.add("text", event.index, getattr(event.content_block, "text", None))
            outcome.add("other", f"tool {event.index}", getattr(event.content_block, "name", None))
        elif event.type == "content_block_delta":
            if event.delta.type == "text_delta":
                outcome.add("text", event.index, event.delta.text)
            for name in ("thinking", "signature", "partial_json"):
                outcome.add("other", f"{name} {event.index}", getattr(event.delta, name, None))
        elif event.type == "message_delta":
            outcome.add("other", "finish", event.delta.stop_reason)


@client("anthropic messages.stream", "anthropic-messages", "new old")
def _(base, outcome):
    with anthropic_client(base).messages.stream(model="m", max_tokens=9, messages=QUESTION) as stream:
        for text in stream.text_stream:
            outcome.add("text", "all", text)
        for index, block in enumerate(stream.get_final_message().content):
            outcome.add("final", index, getattr(block, "text", None))


@client("anthropic completions.create", "anthropic-completions", "old")
def _(base, outcome):
    anthropic = anthropic_client(base)
    for event in anthropic.completions.create(model="m", max_tokens_to_sample=9, prompt="Hello?", stream=True):
        outcome.add("text", 0, event.completion)
        outcome.add("other", "finish", event.stop_reason)


def litellm_client(name, format, model, path):
    @client(f"litellm {name}", format)
    def _(base, outcome):
        import litellm

        litellm.suppress_debug_info = True
        options = {"api_base": base + path, "api_key": "none", "num_retries": 0, "max_retries": 0, "timeout": SECONDS}
        for chunk in litellm.completion(model=model, messages=QUESTION, stream=True, **options):
            outcome.chunk(chunk)


litellm_client("openai", "openai-chat", "openai/m", "/v1")
litellm_client("anthropic", "anthropic-messages", "anthropic/m", "")
litellm_client("gemini", "gemini-sse", "gemini/m", "/v1beta")
litellm_client("ollama_chat", "ollama-chat", "ollama_chat/m", "")


@client("google-genai generate_content_stream", "gemini-sse")
def _(base, outcome):
    from google import genai

    google = genai.Client(api_key="none", http_options={"base_url": base, "timeout": SECONDS * 1000})
    for chunk in google.models.generate_content_stream(model="m", contents="Hello?"):
        for number, candidate in enumerate(chunk.candidates or []):
            index = number if candidate.index is None else candidate.index
            outcome.add("other", f"finish {index}", candidate.finish_reason)
            for part in candidate.content and candidate.content.parts or []:
                outcome.add("other" if part.thought else "text", index, part.text)
                outcome.add("other", f"tool {index}", part.function_call)


@client("google-api-core ResponseIterator", "gemini-array")
def _(base, outcome):
    import requests
    from google.ai.generativelanguage import GenerateContentResponse
    from google.api_core.rest_streaming import ResponseIterator

    with requests.post(base + "/v1beta/models/m:streamGenerateContent", json={}, stream=True, timeout=SECONDS) as answer:
        for chunk in ResponseIterator(answer, GenerateContentResponse):
            for candidate in chunk.candidates:
                outcome.add("other", f"finish {candidate.index}", candidate.finish_reason and candidate.finish_reason.name)
                for part in candidate.content.parts:
                    outcome.add("text", candidate.index, part.text)
                    outcome.add("other", f"tool {candidate.index}", part.function_call.name)


@client("ollama generate", "ollama-generate")
def _(base, outcome):
    import ollama

    for chunk in ollama.Client(host=base, timeout=SECONDS).generate(model="m", prompt="Hello?", stream=True):
        outcome.add("text", 0, chunk.response)
        outcome.add("other", "thinking", chunk.thinking)
        outcome.add("other", "finish", chunk.done_reason)


@client("ollama chat", "ollama-chat")
def _(base, outcome):
    import ollama

    for chunk in ollama.Client(host=base, timeout=SECONDS).chat(model="m", messages=QUESTION, stream=True):
        outcome.add("text", 0, chunk.message.content)
        outcome.add("other", "thinking", chunk.message.thinking)
        outcome.add("other", "tools", chunk.message.tool_calls)
        outcome.add("other", "finish", chunk.done_reason)


@client("cohere ClientV2", "cohere-v2")
def _(base, outcome):
    import cohere

    for event in cohere.ClientV2(api_key="none", base_url=base, timeout=SECONDS).chat_stream(model="m", messages=QUESTION):
        message = getattr(getattr(event, "delta", None), "message", None)
        outcome.add("other", "finish", getattr(getattr(event, "delta", None), "finish_reason", None))
        if event.type in ("content-start", "content-delta"):
            outcome.add("text", event.index, getattr(message.content, "text", None))
            outcome.add("other", f"thinking {event.index}", getattr(message.content, "thinking", None))
        elif message:
            outcome.add("other", event.type, message)


@client("cohere Client", "cohere-v1")
def _(base, outcome):
    import cohere

    for event in cohere.Client(api_key="none", base_url=base, timeout=SECONDS).chat_stream(message="Hello?"):
        if event.event_type == "text-generation":
            outcome.add("text", 0, event.text)
        elif event.event_type == "stream-end":
            outcome.add("other", "finish", event.finish_reason)
            outcome.add("final", "response", event.response.text)
            for message in event.response.chat_history or []:
                if message.role == "CHATBOT":
                    outcome.add("final", "history", message.message)


@client("mistralai chat.stream", "mistral-chat")
def _(base, outcome):
    from mistralai.client import Mistral

    for event in Mistral(api_key="none", server_url=base, timeout_ms=SECONDS * 1000).chat.stream(model="m", messages=QUESTION):
        for choice in event.data.choices:
            content = choice.delta.content or []
            for part in [content] if isinstance(content, str) else content:
                if isinstance(part, str) or part.type == "text":
                    outcome.add("text", choice.index, part if isinstance(part, str) else part.text)
                else:
                    outcome.add("other", f"{part.type} {choice.index}", part)
            outcome.add("other", f"tools {choice.index}", choice.delta.tool_calls)
            outcome.add("other", f"finish {choice.index}", choice.finish_reason)


@client("huggingface_hub chat_completion", "openai-chat")
def _(base, outcome):
    from huggingface_hub import InferenceClient

    hub = InferenceClient(base_url=base + "/v1", api_key="none", timeout=SECONDS)
    for chunk in hub.chat_completion(QUESTION, stream=True):
        outcome.chunk(chunk)


@client("huggingface_hub text_generation", "tgi-generate")
def _(base, outcome):
    from huggingface_hub import InferenceClient

    hub = InferenceClient(model=base + "/generate_stream", token="none", timeout=SECONDS)
    for event in hub.text_generation("Hello?", stream=True, details=True):
        outcome.add("other" if event.token.special else "text", 0, event.token.text)
        outcome.add("final", "generated_text", event.generated_text)
        outcome.add("other", "finish", event.details and event.details.finish_reason)


@client("httpx-sse connect_sse", "llamacpp-completion")
def _(base, outcome):
    import httpx
    import httpx_sse

    with httpx.Client(timeout=SECONDS) as http, httpx_sse.connect_sse(http, "POST", base + "/completion") as source:
        for event in source.iter_sse():
            data = json.loads(event.data)
            if "error" in data:
                raise ConnectionError(data["error"])
            outcome.add("text", data.get("index", 0), data["content"])
            outcome.add("other", "finish", data.get("stop_type"))


def main():
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # whatever an SDK prints is not an answer
    logging.disable(logging.CRITICAL)
    clients = [[name, format, importlib.metadata.version(name.split()[0])] for name, (format, _) in CLIENTS.items()]
    print(json.dumps(clients), file=answers, flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        outcome = Outcome()
        try:
            CLIENTS[question["client"]][1](question["base"], outcome)
        except Exception as error:
            outcome.fields["error"] = type(error).__name__
        print(json.dumps(outcome.fields), file=answers, flush=True)


main()
