# SPDX-License-Identifier: GPL-3.0-or-later
"""The official openai package for Python against GotoAI. One line a scenario."""

import json
import os
import traceback

import openai
import pydantic

BASE_URL = os.environ["GOTOAI_BASE_URL"]
MODEL = os.environ["GOTOAI_MODEL"]
PICTURE = ("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAAB"
           "JRU5ErkJggg==")
WEATHER_TOOL = {"type": "function", "function": {
    "name": "get_weather", "strict": True,
    "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
                   "additionalProperties": False}}}
SENTENCE = "This sentence is cut somewhere in the middle of it."


class Event(pydantic.BaseModel):
    name: str
    day: str
    guests: list[str]


def open_client(api_key):
    return openai.OpenAI(base_url=BASE_URL, api_key=api_key, max_retries=0, timeout=15)


client = open_client(os.environ["GOTOAI_API_KEY"])


def say(text):
    return {"model": MODEL, "messages": [{"role": "user", "content": text}]}


def refusal(call):
    try:
        call()
    except openai.APIError as error:
        return error
    raise AssertionError("was answered")


def text_of(chunks):
    return "".join(choice.delta.content or "" for chunk in chunks for choice in chunk.choices)


def text():
    answer = client.chat.completions.create(**say("plain text"))
    assert answer.choices[0].message.content == "The answer is forty-two.", answer
    assert answer.choices[0].finish_reason == "stop" and answer.model == MODEL, answer
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens) == (30, 14), answer
    assert answer.usage.cost == "0.0000071", answer


def streaming():
    chunks = list(client.chat.completions.create(**say("as a stream"), stream=True))
    assert text_of(chunks) == "One, two, three, four, five, six, seven.", chunks
    assert len({chunk.id for chunk in chunks}) == 1, chunks
    assert chunks[-1].choices[0].finish_reason == "stop", chunks[-1]
    assert all(len(chunk.choices) == 1 for chunk in chunks), "a usage chunk that nobody asked for"


def usage_of_a_stream():
    chunks = list(client.chat.completions.create(**say("as a stream"), stream=True, stream_options={"include_usage": True}))
    assert chunks[-1].choices == [] and chunks[-1].usage.total_tokens == 44, chunks[-1]
    assert chunks[-1].usage.cost == "0.0000071", chunks[-1]


def stream_helper():
    with client.chat.completions.stream(**say("as a stream")) as stream:
        answer = stream.get_final_completion()
    assert answer.choices[0].message.content == "One, two, three, four, five, six, seven.", answer


def check_cities(calls):
    assert [call.id for call in calls] == ["call_paris", "call_oslo"], calls
    assert [json.loads(call.function.arguments)["city"] for call in calls] == ["Paris", "Oslo"], calls


def parallel_tools():
    answer = client.chat.completions.create(**say("both cities"), tools=[WEATHER_TOOL])
    check_cities(answer.choices[0].message.tool_calls)


def parallel_tools_streamed():
    with client.chat.completions.stream(**say("both cities"), tools=[WEATHER_TOOL]) as stream:
        check_cities(stream.get_final_completion().choices[0].message.tool_calls)


def json_schema():
    answer = client.chat.completions.parse(**say("an event"), response_format=Event)
    assert answer.choices[0].message.parsed == Event(name="Fair", day="Friday", guests=["Ann", "Bob"]), answer


def vision_input():
    content = [{"type": "text", "text": "What is in this picture?"}, {"type": "image_url", "image_url": {"url": PICTURE}}]
    answer = client.chat.completions.create(model=MODEL, messages=[{"role": "user", "content": content}])
    assert answer.choices[0].message.content == "A red square.", answer


def abort():
    stream = client.chat.completions.create(**say("never ends"), stream=True)
    for seen, _ in enumerate(stream):
        if seen == 3:
            stream.close()
            return
    raise AssertionError("ended by itself")


def wrong_key():
    error = refusal(lambda: open_client("gai_nobody_nothing").chat.completions.create(**say("plain text")))
    assert isinstance(error, openai.AuthenticationError) and error.code == "invalid_api_key", repr(error)


def empty_wallet():
    poor = open_client(os.environ["GOTOAI_EMPTY_KEY"])
    error = refusal(lambda: poor.chat.completions.create(**say("plain text")))
    assert isinstance(error, openai.APIStatusError) and error.status_code == 402, repr(error)


def unknown_model():
    error = refusal(lambda: client.chat.completions.create(**{**say("plain text"), "model": "no-such-model"}))
    assert isinstance(error, openai.NotFoundError) and error.code == "model_not_found", repr(error)


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


def models():
    assert MODEL in [entry.id for entry in client.models.list()]
    assert client.models.retrieve(MODEL).id == MODEL


SCENARIOS = [text, streaming, usage_of_a_stream, stream_helper, parallel_tools, parallel_tools_streamed, json_schema,
             vision_input, abort, wrong_key, empty_wallet, unknown_model, rate_limited, cut_stream, models]

for scenario in SCENARIOS:
    try:
        scenario()
        print(f"ok {scenario.__name__}", flush=True)
    except Exception:  # each failure is a result
        print(f"not ok {scenario.__name__}: {' '.join(traceback.format_exc().split())}", flush=True)
