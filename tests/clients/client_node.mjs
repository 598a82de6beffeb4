// SPDX-License-Identifier: GPL-3.0-or-later
// The official openai package for Node against GotoAI: node client_node.mjs PACKAGE. One line a scenario.
import assert from "node:assert/strict";
import { createRequire } from "node:module";

const OpenAI = createRequire(import.meta.url)(process.argv[2]).OpenAI;
const settings = { baseURL: process.env.GOTOAI_BASE_URL, maxRetries: 0, timeout: 15_000 };
const client = new OpenAI({ ...settings, apiKey: process.env.GOTOAI_API_KEY });
const model = process.env.GOTOAI_MODEL;

const say = (text) => ({ model, messages: [{ role: "user", content: text }] });
const refusal = (call) => call.then(() => assert.fail("was answered"), (error) => error);

const weatherTool = {
  type: "function",
  function: { name: "get_weather", parameters: { type: "object", properties: { city: { type: "string" } } } },
};
const eventFormat = {
  type: "json_schema",
  json_schema: {
    name: "event",
    strict: true,
    schema: {
      type: "object",
      properties: { name: { type: "string" }, day: { type: "string" }, guests: { type: "array", items: { type: "string" } } },
      required: ["name", "day", "guests"],
      additionalProperties: false,
    },
  },
};
const picture = "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==";

async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}
const textOf = (chunks) => chunks.map((chunk) => chunk.choices[0]?.delta.content ?? "").join("");

const scenarios = {
  async text() {
    const answer = await client.chat.completions.create(say("plain text"));
    assert.equal(answer.choices[0].message.content, "The answer is forty-two.");
    assert.equal(answer.choices[0].finish_reason, "stop");
    assert.equal(answer.model, model);
    assert.deepEqual([answer.usage.prompt_tokens, answer.usage.completion_tokens], [30, 14]);
    assert.equal(answer.usage.cost, "0.0000071");
  },
  async streaming() {
    const chunks = await collect(await client.chat.completions.create({ ...say("as a stream"), stream: true }));
    assert.equal(textOf(chunks), "One, two, three, four, five, six, seven.");
    assert.equal(new Set(chunks.map((chunk) => chunk.id)).size, 1);
    assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
    assert.ok(chunks.every((chunk) => chunk.choices.length === 1), "a usage chunk that nobody asked for");
  },
  async usageOfAStream() {
    const request = { ...say("as a stream"), stream: true, stream_options: { include_usage: true } };
    const chunks = await collect(await client.chat.completions.create(request));
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.equal(chunks.at(-1).usage.total_tokens, 44);
    assert.equal(chunks.at(-1).usage.cost, "0.0000071");
  },
  async streamHelper() {
    const stream = client.chat.completions.stream(say("as a stream"));
    assert.equal(await stream.finalContent(), "One, two, three, four, five, six, seven.");
  },
  async parallelTools() {
    const { message } = (await client.chat.completions.create({ ...say("both cities"), tools: [weatherTool] })).choices[0];
    assert.deepEqual(message.tool_calls.map((call) => call.id), ["call_paris", "call_oslo"]);
    assert.deepEqual(message.tool_calls.map((call) => JSON.parse(call.function.arguments).city), ["Paris", "Oslo"]);
  },
  async parallelToolsStreamed() {
    const stream = client.chat.completions.stream({ ...say("both cities"), tools: [weatherTool] });
    const { tool_calls: calls } = (await stream.finalMessage());
    assert.deepEqual(calls.map((call) => [call.id, call.function.name]), [["call_paris", "get_weather"], ["call_oslo", "get_weather"]]);
    assert.deepEqual(calls.map((call) => JSON.parse(call.function.arguments).city), ["Paris", "Oslo"]);
  },
  async jsonSchema() {
    const answer = await client.chat.completions.parse({ ...say("an event"), response_format: eventFormat });
    assert.deepEqual(JSON.parse(answer.choices[0].message.content), { name: "Fair", day: "Friday", guests: ["Ann", "Bob"] });
  },
  async visionInput() {
    const content = [{ type: "text", text: "What is in this picture?" }, { type: "image_url", image_url: { url: picture } }];
    const answer = await client.chat.completions.create({ model, messages: [{ role: "user", content }] });
    assert.equal(answer.choices[0].message.content, "A red square.");
  },
  async abort() {
    const controller = new AbortController();
    const stream = await client.chat.completions.create({ ...say("never ends"), stream: true }, { signal: controller.signal });
    let seen = 0;
    for await (const chunk of stream) {
      if (chunk.choices[0]?.delta.content && ++seen === 3) controller.abort();
      assert.ok(seen < 100, "went on after the abort");
    }
    assert.equal(stream.controller.signal.aborted, true);
  },
  async wrongKey() {
    const stranger = new OpenAI({ ...settings, apiKey: "gai_nobody_nothing" });
    const error = await refusal(stranger.chat.completions.create(say("plain text")));
    assert.ok(error instanceof OpenAI.AuthenticationError, String(error));
    assert.equal(error.status, 401);
    assert.equal(error.code, "invalid_api_key");
  },
  async emptyWallet() {
    const poor = new OpenAI({ ...settings, apiKey: process.env.GOTOAI_EMPTY_KEY });
    const error = await refusal(poor.chat.completions.create(say("plain text")));
    assert.equal(error.status, 402);
    assert.match(error.message, /0\.\d+/, "tells the amounts");
  },
  async unknownModel() {
    const error = await refusal(client.chat.completions.create({ ...say("plain text"), model: "no-such-model" }));
    assert.ok(error instanceof OpenAI.NotFoundError, String(error));
    assert.equal(error.code, "model_not_found");
  },
  async rateLimited() {
    const error = await refusal(client.chat.completions.create(say("too often")));
    assert.ok(error instanceof OpenAI.RateLimitError, String(error));
    assert.ok(Number(error.headers.get("retry-after")) >= 1, "says when to come back");
  },
  async cutStream() {
    const stream = await client.chat.completions.create({ ...say("breaks off"), stream: true });
    let seen = "";
    const error = await refusal((async () => {
      for await (const chunk of stream) seen += chunk.choices[0]?.delta.content ?? "";
    })());
    assert.ok(error instanceof OpenAI.APIError && !(error instanceof OpenAI.APIConnectionError), String(error));
    assert.ok(seen.length > 0 && "This sentence is cut somewhere in the middle of it.".startsWith(seen), seen);
  },
  async models() {
    const ids = [];
    for await (const entry of client.models.list()) ids.push(entry.id);
    assert.ok(ids.includes(model), ids.join());
    assert.equal((await client.models.retrieve(model)).id, model);
  },
};

for (const [name, scenario] of Object.entries(scenarios)) {
  try {
    await scenario();
    console.log(`ok ${name}`);
  } catch (error) {
    console.log(`not ok ${name}: ${String(error?.stack ?? error).replaceAll("\n", " ")}`);
  }
}
process.exit(0);
