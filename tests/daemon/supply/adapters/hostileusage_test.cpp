// SPDX-License-Identifier: GPL-3.0-or-later
// Counts as no provider can have counted, in every protocol and every place: the answer stands, its usage does not.
#include "support/adapterfixture.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::supply;

class HostileUsageTest final : public QObject
{
    Q_OBJECT

private:
    static void addRows(Protocol protocol, const char* name, const QByteArray& answer, const QByteArrayList& fields)
    {
        for (const QByteArray& field : fields) {
            QByteArray good = "\"" + field + "\":1";
            for (const char* count :
                 {"-1", "2147483648", "1000000001", "9007199254740993", "9223372036854775807", "9223372036854775808",
                  "18446744073709551615", "1e309", "1.5", "\"1\"", "true", "[]"})
                QTest::addRow("%s %s %s", name, field.constData(), count)
                    << int(protocol) << QByteArray(answer).replace(good, QByteArray("\"" + field + "\":" + count));
        }
    }

private Q_SLOTS:
    void isNotBelieved_data()
    {
        QTest::addColumn<int>("protocol");
        QTest::addColumn<QByteArray>("answer");
        const QByteArray openAi =
            R"({"id":"x","choices":[{"index":0,"message":{"role":"assistant","content":"a"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":1,"completion_tokens":1,"total_tokens":1,
            "prompt_tokens_details":{"cached_tokens":1},"completion_tokens_details":{"reasoning_tokens":1}}})";
        const QByteArrayList openAiFields{"prompt_tokens", "completion_tokens", "total_tokens", "cached_tokens",
                                          "reasoning_tokens"};
        addRows(Protocol::OpenAi, "openai", openAi, openAiFields);
        addRows(Protocol::OpenRouter, "openrouter", openAi, openAiFields);
        addRows(Protocol::Anthropic, "anthropic",
                R"({"content":[{"type":"text","text":"a"}],"stop_reason":"end_turn","usage":{"input_tokens":1,
                "cache_read_input_tokens":1,"cache_creation_input_tokens":1,"output_tokens":1}})",
                {"input_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "output_tokens"});
        addRows(Protocol::Ollama, "ollama",
                R"({"model":"m","created_at":"2025-10-26T17:15:24.097767Z","message":{"role":"assistant",
                "content":"a"},"done":true,"done_reason":"stop","prompt_eval_count":1,"eval_count":1})",
                {"prompt_eval_count", "eval_count"});
    }
    void isNotBelieved()
    {
        QFETCH(int, protocol);
        QFETCH(QByteArray, answer);
        const test::Reading reading(Protocol(protocol), false,
                                    {.contentType = "application/json", .text = answer.toStdString()});
        QVERIFY(reading.record.isCompleted);
        QVERIFY(!reading.record.usage);
    }
};

QTEST_GUILESS_MAIN(HostileUsageTest)
#include "hostileusage_test.moc"
