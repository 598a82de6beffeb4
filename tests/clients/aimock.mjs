// SPDX-License-Identifier: GPL-3.0-or-later
// The upstream of the client tests: @copilotkit/aimock on a free port. Prints {"url": …} when ready; ends with stdin.
import { LLMock } from "@copilotkit/aimock";

const mock = new LLMock({ port: 0, host: "127.0.0.1" });
const usage = { prompt_tokens: 30, completion_tokens: 14 };

mock.onMessage("plain text", { content: "The answer is forty-two.", usage });
mock.onMessage("as a stream", { content: "One, two, three, four, five, six, seven.", usage }, { chunkSize: 6 });
mock.onMessage("both cities", {
  toolCalls: [
    { id: "call_paris", name: "get_weather", arguments: { city: "Paris" } },
    { id: "call_oslo", name: "get_weather", arguments: { city: "Oslo" } },
  ],
  usage,
});
mock.addFixture({
  match: { userMessage: "an event", responseFormat: "json_schema" },
  response: { content: '{"name":"Fair","day":"Friday","guests":["Ann","Bob"]}', usage },
});
mock.addFixture({
  match: {
    userMessage: "in this picture",
    predicate: (request) =>
      request.messages.some(
        (message) => Array.isArray(message.content) && message.content.some((part) => part.type === "image_url"),
      ),
  },
  response: { content: "A red square.", usage },
});
// Other protocols lose what these would match by on their way into aimock's own words.
mock.onMessage("the calendar", { content: '{"name":"Fair","day":"Friday","guests":["Ann","Bob"]}', usage });
mock.onMessage("the picture", { content: "A blue circle.", usage });
mock.onMessage("think first", { content: "Seven.", reasoning: "Three and four.", usage });
mock.onMessage("never ends", { content: "tick ".repeat(4000), usage }, { chunkSize: 5, streamingProfile: { ttft: 1, tps: 50 } });
// At once again, or GotoAI would leave it alone while the next test asks.
mock.onMessage("too often", { error: { message: "Slow down.", type: "rate_limit_error", code: "rate_limit_exceeded" }, status: 429, retryAfter: 0 });
mock.onMessage("breaks off", { content: "This sentence is cut somewhere in the middle of it.", usage }, { chunkSize: 4, latency: 20, truncateAfterChunks: 5 });

const url = await mock.start();
console.log(JSON.stringify({ url }));
process.stdin.resume();
process.stdin.on("end", () => mock.stop().then(() => process.exit(0)));
