#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes catalog.json of a collection of market facts: convert.py FACTS > catalog.json

The facts are public list prices, limits and data policies. What is added here: how a provider is spoken to, where its
API stands, and what a model is not for chat.
"""

import json
import re
import sys

# Protocol and base URL as each provider documents them. No URL: it differs by customer, region or project. No protocol:
# none that the daemon speaks.
ADDRESSES = {
    "openai": ("openai", "https://api.openai.com/v1"),
    "anthropic": ("anthropic", "https://api.anthropic.com/v1"),
    "google-ai-studio": ("openai", "https://generativelanguage.googleapis.com/v1beta/openai"),
    "google-vertex": ("openai", None),
    "vertex-openai": ("openai", None),
    "vertex-anthropic": (None, None),
    "groq": ("openai", "https://api.groq.com/openai/v1"),
    "cerebras": ("openai", "https://api.cerebras.ai/v1"),
    "xai": ("openai", "https://api.x.ai/v1"),
    "deepseek": ("openai", "https://api.deepseek.com/v1"),
    "alibaba": ("openai", "https://dashscope-intl.aliyuncs.com/compatible-mode/v1"),
    "novita": ("openai", "https://api.novita.ai/openai/v1"),
    "aws-bedrock": ("openai", None),
    "azure": ("openai", None),
    "azure-ai-foundry": ("openai", None),
    "zai": ("openai", "https://api.z.ai/api/paas/v4"),
    "moonshot": ("openai", "https://api.moonshot.ai/v1"),
    "perplexity": ("openai", "https://api.perplexity.ai"),
    "mistral": ("openai", "https://api.mistral.ai/v1"),
    "canopywave": ("openai", "https://inference.canopywave.io/v1"),
    "together-ai": ("openai", "https://api.together.xyz/v1"),
    "bytedance": ("openai", "https://ark.ap-southeast.bytepluses.com/api/v3"),
    "minimax": ("openai", "https://api.minimax.io/v1"),
    "meta": ("openai", "https://api.llama.com/compat/v1"),
    "sakana": ("openai", None),
    "xiaomi": ("openai", "https://api.xiaomimimo.com/v1"),
    "deepinfra": ("openai", "https://api.deepinfra.com/v1/openai"),
    "fireworks": ("openai", "https://api.fireworks.ai/inference/v1"),
}

FEATURES = {
    "tools": "tools",
    "parallelToolCalls": "parallel_tools",
    "vision": "vision",
    "jsonOutput": "json_object",
    "jsonOutputSchema": "json_schema",
    "reasoning": "reasoning",
    "webSearch": "web_search",
}

NOT_CHAT = re.compile(r"embedding|\btts\b|transcribe|realtime|native-audio|-live-|image|video|t2v|hailuo|-h3-max|rerank"
                      r"|bge-|seedream|cogview")


def retention_days(text):
    if text is None:
        return None
    count, unit = text.split()
    return int(count) if unit.startswith("day") else -(-int(count) // 24)


def provider(facts):
    protocol, base_url = ADDRESSES[facts["id"]]
    policy = facts["data_policy"] or {}
    return {
        "id": facts["id"],
        "name": facts["name"],
        "headquarters": facts["headquarters"],
        "protocol": protocol,
        "base_url": base_url,
        "data_policy": {
            "logs_prompts": policy.get("logs_prompts"),
            "trains_on_prompts": policy.get("trains_on_api_data"),
            "retention_days": retention_days(policy.get("retention")),
        },
    }


# What Google asks for keeping a cache is a price of storage, by the hour ($1.00 a million tokens; the facts tell it for
# five minutes: 0.08333). Putting tokens into one costs what a prompt does. Source: Gemini API pricing, "Context caching".
STORAGE_FOR_CACHE_WRITE = {"google-ai-studio", "google-vertex"}


def price(facts, provider):
    return {
        "prompt_usd_per_1m": facts["input_usd_per_1m"],
        "completion_usd_per_1m": facts["output_usd_per_1m"],
        "cache_read_usd_per_1m": facts.get("cache_read_usd_per_1m"),
        "cache_write_usd_per_1m": None if provider in STORAGE_FOR_CACHE_WRITE else facts.get("cache_write_usd_per_1m"),
    }


def tier(facts, provider, short):
    """A cache read that costs something, and nothing in a longer prompt, is one that nobody wrote down."""
    figures = price(facts, provider)
    if figures["cache_read_usd_per_1m"] == "0" and short["cache_read_usd_per_1m"] not in (None, "0"):
        figures["cache_read_usd_per_1m"] = None
    return {"up_to_prompt_tokens": facts["up_to_prompt_tokens"], "price": figures}


def endpoint(facts):
    short = price(facts, facts["provider"])
    return {
        "provider": facts["provider"],
        "upstream_model": facts["upstream_model"],
        "price": short,
        "tiers": [tier(each, facts["provider"], short) for each in facts.get("tiers", [])],
        "context_tokens": facts["context_tokens"],
        "max_output_tokens": facts.get("max_output_tokens"),
        "features": [FEATURES[each] for each in facts["features"]],
    }


def model(facts):
    is_chat = not NOT_CHAT.search(facts["id"]) and any(e["output_usd_per_1m"] != "0" for e in facts["endpoints"])
    return {
        "id": facts["family"] + "/" + facts["id"],
        "name": facts["name"],
        "released": facts["released"],
        "chat": is_chat,
        "endpoints": [endpoint(each) for each in facts["endpoints"]],
    }


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        facts = json.load(file)
    catalog = {
        "as_of": facts["as_of"],
        "note": facts["note"],
        "providers": [provider(each) for each in facts["providers"]],
        "models": [model(each) for each in facts["models"]],
    }
    lines = [f'{{"as_of": {json.dumps(catalog["as_of"])}, "note": {json.dumps(catalog["note"])}, "providers": [']
    lines.append(",\n".join(json.dumps(each) for each in catalog["providers"]))
    lines.append('], "models": [')
    lines.append(",\n".join(json.dumps(each) for each in catalog["models"]))
    lines.append("]}")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
