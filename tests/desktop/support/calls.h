// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/chatstream.h"
#include "client/session.h"

#include <QtTest>

namespace gotoai::test {

inline constexpr int kPatience = 30'000; // ms, under ASan on a busy machine

// A call of the admin API, waited for. A refusal ends the test program: what comes before a test's question must work.
template<class T>
T awaited(const char* what, const std::function<void(std::function<void(client::Answer<T>)>)>& start)
{
    std::optional<client::Answer<T>> answer;
    start([&answer](client::Answer<T> given) { answer.emplace(std::move(given)); });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); }, kPatience))
        qFatal("%s: no answer", what);
    if (!*answer)
        qFatal("%s: %s", what, qPrintable(answer->failure().detail));
    return std::move(answer->value());
}

template<class T>
T get(client::Session& session, const QString& path, const QUrlQuery& query = {})
{
    return awaited<T>(qPrintable(path),
                      [&](auto then) { session.daemon().get<T>(path, query, &session, std::move(then)); });
}

template<class T, class Body>
T post(client::Session& session, const QString& path, const Body& body)
{
    return awaited<T>(qPrintable(path), [&](auto then) {
        session.daemon().post<T>(path, body, client::WriteOptions::once(), &session, std::move(then));
    });
}

template<class T, class Body>
T patch(client::Session& session, const QString& path, std::int64_t version, const Body& body)
{
    return awaited<T>(qPrintable(path), [&](auto then) {
        session.daemon().patch<T>(path, body, client::WriteOptions::over(version), &session, std::move(then));
    });
}

// One streamed completion through the gateway; its order's id.
inline QString complete(client::Session& session, const Secret& key, const QByteArray& model)
{
    client::ChatStream chat(session.profile());
    QSignalSpy ended(&chat, &client::ChatStream::ended);
    chat.start(key, {.body = R"({"model":")" + model +
                             R"(","stream":true,"max_tokens":24,"messages":[{"role":"user","content":"Say hello."}]})",
                     .mode = {}});
    if (!QTest::qWaitFor([&ended] { return !ended.isEmpty(); }, kPatience))
        qFatal("the completion never ended");
    return QString::fromUtf8(chat.record().header("x-gotoai-order"));
}

} // namespace gotoai::test
