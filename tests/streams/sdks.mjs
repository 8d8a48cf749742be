// The Node clients of sdks.py: sdks_python.py says what goes in and out.

import { createInterface } from 'node:readline';
import { readFileSync } from 'node:fs';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { processDataStream } from '@ai-sdk/ui-utils';
import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import { DefaultChatTransport, readUIMessageStream, streamText } from 'ai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';

const question = [{ role: 'user', content: 'Hello?' }];
const openai = (base) => new OpenAI({ baseURL: `${base}/v1`, apiKey: 'none', maxRetries: 0, timeout: 20000 });
const anthropic = (base) => new Anthropic({ baseURL: base, apiKey: 'none', maxRetries: 0, timeout: 20000 });
const message = { model: 'm', max_tokens: 9, messages: question };

const clients = {
  'openai chat.completions.create': ['openai-chat', async (base, add) => {
    const stream = await openai(base).chat.completions.create({ model: 'm', messages: question, stream: true });
    for await (const chunk of stream) for (const { index, delta, finish_reason } of chunk.choices ?? []) {
      add('text', index, delta?.content);
      for (const name of ['refusal', 'reasoning_content', 'reasoning']) add('other', `${name} ${index}`, delta?.[name]);
      for (const call of delta?.tool_calls ?? []) add('other', `tool ${index} ${call.index}`, call.function);
      add('other', `function ${index}`, delta?.function_call);
      add('other', `finish ${index}`, finish_reason);
    }
  }],
  'openai chat.completions.stream': ['openai-chat', async (base, add) => {
    const stream = openai(base).chat.completions.stream({ model: 'm', messages: question });
    stream.on('content', (delta) => add('text', 'all', delta));
    for (const choice of (await stream.finalChatCompletion()).choices) add('final', choice.index, choice.message.content);
  }],
  'openai completions.create': ['openai-completions', async (base, add) => {
    const stream = await openai(base).completions.create({ model: 'm', prompt: 'Hello?', stream: true });
    for await (const chunk of stream) for (const choice of chunk.choices ?? []) {
      add('text', choice.index, choice.text);
      add('other', `finish ${choice.index}`, choice.finish_reason);
    }
  }],
  'openai responses.create': ['openai-responses', async (base, add) => {
    for await (const event of await openai(base).responses.create({ model: 'm', input: 'Hello?', stream: true })) {
      const key = `${event.output_index}.${event.content_index}`;
      if (event.type === 'response.output_text.delta') add('text', key, event.delta);
      else if (event.type === 'response.output_text.done') add('final', key, event.text);
      else if (event.response) {
        add('other', 'kind', event.type);
        add('final', event.type, event.response.output_text);
      } else add('other', event.type, event.delta);
    }
  }],
  'openai responses.stream': ['openai-responses', async (base, add) => {
    const final = await openai(base).responses.stream({ model: 'm', input: 'Hello?' }).finalResponse();
    final.output.forEach((item, n) => item.content?.forEach((part, i) => add('final', `${n}.${i}`, part.text)));
    add('final', 'output_text', final.output_text);
  }],
  '@anthropic-ai/sdk messages.create': ['anthropic-messages', async (base, add) => {
    for await (const event of await anthropic(base).messages.create({ ...message, stream: true })) {
      add('text', event.index, event.content_block?.text ?? (event.delta?.type === 'text_delta' ? event.delta.text : null));
      if (event.delta && event.delta.type !== 'text_delta') add('other', `${event.type} ${event.index}`, event.delta);
    }
  }],
  '@anthropic-ai/sdk messages.stream': ['anthropic-messages', async (base, add) => {
    const stream = anthropic(base).messages.stream(message);
    stream.on('text', (delta) => add('text', 'all', delta));
    const final = await stream.finalMessage();
    final.content.forEach((block, index) => add(block.type === 'text' ? 'final' : 'other', index, block.text ?? block));
  }],
  '@google/genai generateContentStream': ['gemini-sse', async (base, add) => {
    const google = new GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: base, timeout: 20000 } });
    for await (const chunk of await google.models.generateContentStream({ model: 'm', contents: 'Hello?' })) {
      (chunk.candidates ?? []).forEach(({ index, content, finishReason }, n) => {
        for (const part of content?.parts ?? []) {
          add(part.thought ? 'other' : 'text', index ?? n, part.text);
          add('other', `tool ${index ?? n}`, part.functionCall);
        }
        add('other', `finish ${index ?? n}`, finishReason);
      });
    }
  }],
  'ollama generate': ['ollama-generate', async (base, add) => {
    for await (const chunk of await new Ollama({ host: base }).generate({ model: 'm', prompt: 'Hello?', stream: true })) {
      add('text', 0, chunk.response);
      add('other', 'thinking', chunk.thinking);
      add('other', 'finish', chunk.done_reason);
    }
  }],
  'ollama chat': ['ollama-chat', async (base, add) => {
    for await (const chunk of await new Ollama({ host: base }).chat({ model: 'm', messages: question, stream: true })) {
      add('text', 0, chunk.message?.content);
      add('other', 'thinking', chunk.message?.thinking);
      add('other', 'tools', chunk.message?.tool_calls);
      add('other', 'finish', chunk.done_reason);
    }
  }],
  '@ai-sdk/openai-compatible streamText': ['openai-chat', (base, add) =>
    aisdk(createOpenAICompatible({ name: 'x', baseURL: `${base}/v1`, apiKey: 'none' })('m'), add)],
  '@ai-sdk/openai streamText': ['openai-responses', (base, add) =>
    aisdk(createOpenAI({ baseURL: `${base}/v1`, apiKey: 'none' }).responses('m'), add)],
  '@ai-sdk/anthropic streamText': ['anthropic-messages', (base, add) =>
    aisdk(createAnthropic({ baseURL: `${base}/v1`, apiKey: 'none' })('m'), add)],
  '@ai-sdk/google streamText': ['gemini-sse', (base, add) =>
    aisdk(createGoogleGenerativeAI({ baseURL: `${base}/v1beta`, apiKey: 'none' })('m'), add)],
  'ai readUIMessageStream': ['vercel-ui', async (base, add) => {
    const transport = new DefaultChatTransport({ api: `${base}/api/chat` });
    const messages = [{ id: 'u', role: 'user', parts: [{ type: 'text', text: 'Hello?' }] }];
    const stream = await transport.sendMessages({ chatId: 'c', messages, trigger: 'submit-message' });
    let failure, last;
    for await (const message of readUIMessageStream({ stream, onError: (error) => { failure = error; } })) last = message;
    (last?.parts ?? []).forEach((part, index) => add(part.type === 'text' ? 'final' : 'other', index, part.text ?? part));
    if (failure) throw failure;
  }],
  '@ai-sdk/ui-utils processDataStream': ['vercel-data-v1', async (base, add) => {
    const answer = await fetch(`${base}/api/chat`, { method: 'POST', body: '{}' });
    await processDataStream({
      stream: answer.body,
      onTextPart: (text) => add('text', 0, text),
      onReasoningPart: (text) => add('other', 'reasoning', text),
      onToolCallPart: (call) => add('other', 'tool', call),
      onFinishMessagePart: (finish) => add('other', 'finish', finish),
      onErrorPart: (error) => { throw new Error(error); },
    });
  }],
};

async function aisdk(model, add) {
  let failure;
  const stream = streamText({ model, messages: question, maxRetries: 0, onError: () => {} });
  for await (const part of stream.fullStream) {
    if (part.type === 'text-delta') add('text', part.id, part.text);
    else if (part.type === 'reasoning-delta') add('other', `reasoning ${part.id}`, part.text);
    else if (part.type === 'tool-call') add('other', 'tool', [part.toolName, part.input]); // some ids are random
    else if (part.type === 'finish') add('other', 'finish', part.finishReason);
    else if (part.type === 'error') failure = part.error;
  }
  if (failure) throw failure;
}

const kind = (error) => (error?.name && error.name !== 'Error' ? error.name : error?.constructor?.name ?? typeof error);
const version = (name) => JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, import.meta.url))).version;
const answer = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

globalThis.AI_SDK_LOG_WARNINGS = false;
console.log = console.info = console.warn = console.error;
answer(Object.entries(clients).map(([name, [format]]) => [name, format, version(name.split(' ')[0])]));
for await (const line of createInterface({ input: process.stdin })) {
  const { client, base } = JSON.parse(line);
  const outcome = { text: {}, final: {}, other: {}, error: null };
  const add = (field, key, value) => {
    if (value) outcome[field][key] = (outcome[field][key] ?? '') + (typeof value === 'string' ? value : JSON.stringify(value));
  };
  try {
    await clients[client][1](base, add);
  } catch (error) {
    outcome.error = kind(error);
  }
  answer(outcome);
}
