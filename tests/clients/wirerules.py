# SPDX-License-Identifier: GPL-3.0-or-later
"""What must hold of every answer on the wire, whoever asked: OpenAI's schema and the rules of its streams."""

import json

OBJECT_SCHEMAS = {"chat.completion": "CreateChatCompletionResponse", "list": "ListModelsResponse", "model": "Model"}


def faults(answer, judge):
    """Sentences about what is wrong with a recorded answer. `judge` may be None."""
    found = [] if answer.headers.get("x-request-id") else ["lacks x-request-id"]
    if answer.status == 429 and not 0 < int(answer.headers.get("retry-after", "0")) <= 60:
        found.append("429 without a retry-after of at most a minute")
    if answer.headers.get("content-type", "").startswith("text/event-stream"):
        return found + _stream_faults(answer, judge)
    if not answer.has_ended:
        return found + ["is incomplete"]
    if answer.status >= 400:
        return found + _schema_faults(judge, "ErrorResponse", answer.json)
    schema = OBJECT_SCHEMAS.get(answer.json.get("object"))
    if schema is None:
        return found + [f"is of an unknown kind: {answer.body[:200]!r}"]
    return found + _schema_faults(judge, schema, answer.json)


def _schema_faults(judge, name, value):
    return judge.faults(name, value) if judge is not None else []


def _stream_faults(answer, judge):
    found = []
    frames = answer.frames
    values = [json.loads(frame) for frame in frames if frame != "[DONE]"]
    errors = [value for value in values if "error" in value]
    chunks = [value for value in values if "error" not in value]
    if answer.has_ended:
        if bool(errors) == ("[DONE]" in frames):
            found.append("must end either by [DONE] or by an error frame")
        if "[DONE]" in frames[:-1]:
            found.append("goes on after [DONE]")
    if len({chunk.get("id") for chunk in chunks}) > 1:
        found.append("changes its id")
    finished = [place for place, chunk in enumerate(chunks) if any(choice["finish_reason"] for choice in chunk["choices"])]
    with_choices = [place for place, chunk in enumerate(chunks) if chunk["choices"]]
    if finished and finished[0] != with_choices[-1]:
        found.append("goes on after its finish_reason")
    for value in errors:
        found += _schema_faults(judge, "ErrorResponse", value)
    for chunk in chunks:
        found += _schema_faults(judge, "CreateChatCompletionStreamResponse", chunk)
    return found
