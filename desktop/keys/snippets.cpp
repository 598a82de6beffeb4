// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/snippets.h"

namespace gotoai::keys {

namespace {

// In quotes of the language; a model's name is remote text.
QString quoted(const QString& text, QChar quote)
{
    QString escaped = text;
    escaped.replace(QLatin1Char('\\'), QStringLiteral("\\\\")).replace(quote, QStringLiteral("\\") + quote);
    return quote + escaped + quote;
}

// Within single quotes of a shell.
QString inShell(QString text) { return text.replace(QLatin1Char('\''), QStringLiteral("'\\''")); }

const QString curl = QStringLiteral(R"(curl -N %1/chat/completions \
  -H "Authorization: Bearer $GOTOAI_API_KEY" \
  -H 'Content-Type: application/json' \
  -d '{"model":%2,"stream":true,
       "messages":[{"role":"user","content":"Say hello."}]}')");

const QString python = QStringLiteral(R"(import os
from openai import OpenAI

client = OpenAI(base_url=%1,
                api_key=os.environ["GOTOAI_API_KEY"])
answer = client.chat.completions.create(
    model=%2,
    messages=[{"role": "user", "content": "Say hello."}])
print(answer.choices[0].message.content))");

const QString javaScript = QStringLiteral(R"(import OpenAI from "openai";

const client = new OpenAI({
  baseURL: %1,
  apiKey: process.env.GOTOAI_API_KEY });
const answer = await client.chat.completions.create({
  model: %2,
  messages: [{ role: "user", content: "Say hello." }] });
console.log(answer.choices[0].message.content);)");

} // namespace

QString snippet(Language language, const QUrl& gateway, const QString& model)
{
    const QString base = gateway.toString(QUrl::FullyEncoded | QUrl::StripTrailingSlash);
    const QString name = quoted(model, QLatin1Char('"'));
    switch (language) {
    case Language::Curl: return curl.arg(base, inShell(name));
    case Language::Python: return python.arg(quoted(base, QLatin1Char('"')), name);
    case Language::JavaScript: return javaScript.arg(quoted(base, QLatin1Char('"')), name);
    }
    return {};
}

} // namespace gotoai::keys
