# SPDX-License-Identifier: GPL-3.0-or-later
"""The official openai package for Python against models whose providers speak another protocol. One line a scenario."""

import json
import os
import traceback

import openai
import pydantic

MODEL = os.environ["GOTOAI_MODEL"]
DIALECT = os.environ["GOTOAI_DIALECT"]
PICTURE = ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAAB"
           "JRU5ErkJggg==")
WEATHER_TOOL = {"type": "function", "function": {
    "name": "get_weather",
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]}}}
SENTENCE = "This sentence is cut somewhere in the middle of it."
COUNTS = (0, 0) if DIALECT == "ollama" else (30, 14)  # aimock's Ollama counts nothing
COST = "0" if DIALECT == "ollama" else "0.0000071"
BEYOND_WORDS = {"anthropic": {"seed": 1}, "ollama": {"logprobs": True}}


class Event(pydantic.BaseModel):
    name: str
    day: str
    guests: list[str]


client = openai.OpenAI(base_url=os.environ["GOTOAI_BASE_URL"], api_key=os.environ["GOTOAI_API_KEY"], max_retries=0,
                       timeout=15)


def say(text):
    return {"model": MODEL, "messages": [{"role": "user", "content": text}]}


def text_of(chunks):
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


def refusal(call):
    try:
        call()
    except openai.APIError as error:
        return error
    raise AssertionError("was answered")


def text():
    answer = client.chat.completions.create(**say("plain text"))
    assert answer.choices[0].message.content == "The answer is forty-two.", answer
    assert answer.choices[0].finish_reason == "stop" and answer.model == MODEL, answer
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == COUNTS, answer
    assert answer.usage.cost == COST, answer


def instructions():
    messages = [{"role": "developer", "content": "Be brief."}, {"role": "user", "content": "plain text"}]
    answer = client.chat.completions.create(model=MODEL, messages=messages, temperature=0.2, stop=["\n\n"], max_tokens=99)
    assert answer.choices[0].message.content == "The answer is forty-two.", answer


def streaming():
    chunks = list(client.chat.completions.create(**say("as a stream"), stream=True, stream_options={"include_usage": True}))
    assert text_of(chunks) == "One, two, three, four, five, six, seven.", chunks
    assert len({chunk.id for chunk in chunks}) == 1 and {chunk.model for chunk in chunks} == {MODEL}, chunks
    assert [choice.finish_reason for chunk in chunks for choice in chunk.choices][-1] == "stop", chunks
    assert chunks[-1].choices == [] and chunks[-1].usage.cost == COST, chunks[-1]


def check_cities(calls):
    assert [json.loads(call.function.arguments)["city"] for call in calls] == ["Paris", "Oslo"], calls
    assert len({call.id for call in calls}) == 2 and all(call.id for call in calls), calls


def parallel_tools():
    answer = client.chat.completions.create(**say("both cities"), tools=[WEATHER_TOOL])
    assert answer.choices[0].finish_reason == "tool_calls", answer
    check_cities(answer.choices[0].message.tool_calls)


def parallel_tools_streamed():
    calls, arguments = {}, {}
    for chunk in client.chat.completions.create(**say("both cities"), tools=[WEATHER_TOOL], stream=True):
        for part in (part for choice in chunk.choices for part in choice.delta.tool_calls or ()):
            calls.setdefault(part.index, part)
            arguments[part.index] = arguments.get(part.index, "") + (part.function.arguments or "")
    for index, call in calls.items():
        call.function.arguments = arguments[index]
    check_cities([calls[index] for index in sorted(calls)])


def tool_results():
    request = say("both cities")
    asked = client.chat.completions.create(**request, tools=[WEATHER_TOOL]).choices[0].message
    results = [{"role": "tool", "tool_call_id": call.id, "content": "sunny"} for call in asked.tool_calls]
    messages = [*request["messages"], asked.model_dump(exclude_none=True), *results,
                {"role": "user", "content": "plain text"}]
    answer = client.chat.completions.create(model=MODEL, messages=messages, tools=[WEATHER_TOOL])
    assert answer.choices[0].message.content == "The answer is forty-two.", answer


def json_schema():
    answer = client.chat.completions.parse(**say("the calendar"), response_format=Event)
    assert answer.choices[0].message.parsed == Event(name="Fair", day="Friday", guests=["Ann", "Bob"]), answer


def vision_input():
    content = [{"type": "text", "text": "Describe the picture."}, {"type": "image_url", "image_url": {"url": PICTURE}}]
    answer = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": content}])
    assert answer.choices[0].message.content == "A blue circle.", answer


def thinking():
    if DIALECT != "anthropic":
        return
    request = {**say("think first"), "reasoning_effort": "low"}
    message = client.chat.completions.create(**request).choices[0].message
    assert message.content == "Seven." and message.reasoning == "Three and four.", message
    chunks = list(client.chat.completions.create(**request, stream=True))
    thoughts = [getattr(choice.delta, "reasoning", None) or "" for chunk in chunks for choice in chunk.choices]
    assert text_of(chunks) == "Seven." and "".join(thoughts) == "Three and four.", chunks


def beyond_words():
    if DIALECT in BEYOND_WORDS:
        error = refusal(lambda: client.chat.completions.create(**say("plain text"), **BEYOND_WORDS[DIALECT]))
        assert isinstance(error, openai.BadRequestError), repr(error)
        assert error.param in BEYOND_WORDS[DIALECT] and error.code == "unsupported_parameter", repr(error)


def rate_limited():
    error = refusal(lambda: client.chat.completions.create(**say("too often")))
    assert isinstance(error, openai.RateLimitError), repr(error)
    assert int(error.response.headers["retry-after"]) >= 1, error.response.headers


def cut_stream():
    seen = []

    def read():
        for chunk in client.chat.completions.create(**say("breaks off"), stream=True):
            seen.append(chunk)

    error = refusal(read)
    assert not isinstance(error, openai.APIConnectionError), f"broke off instead of telling: {error!r}"
    assert text_of(seen) and SENTENCE.startswith(text_of(seen)), seen


SCENARIOS = [text, instructions, streaming, parallel_tools, parallel_tools_streamed, tool_results, json_schema,
             vision_input, thinking, beyond_words, rate_limited, cut_stream]

for scenario in SCENARIOS:
    try:
        scenario()
        print(f"ok {scenario.__name__}", flush=True)
    except Exception:  # each failure is a result
        print(f"not ok {scenario.__name__}: {' '.join(traceback.format_exc().split())}", flush=True)
