// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/heldanswer.h"

#include <QTest>

#include <memory>

using namespace gotoai;

class HeldAnswerTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void outlivesItsBytes()
    {
        json::Parser parser;
        auto bytes = std::make_unique<std::string>(
            R"({"id":"upstream-1","model":"m-1","choices":[{"index":0,"delta":{"content":"hi"},"finish_reason":"stop"}]})");
        const std::string expected = *bytes;
        const auto read = chat::readAnswer(*bytes, parser);
        QVERIFY(read.has_value());
        std::vector<hypercore::HeldAnswer> held;
        held.emplace_back(*read);
        bytes->assign(bytes->size(), '?');
        bytes.reset();
        held.emplace_back(held.front().answer()); // moves the first as the vector grows

        const chat::Answer answer = held.front().answer();
        QCOMPARE(answer.bytes, expected);
        QCOMPARE(answer.id, "upstream-1");
        QCOMPARE(answer.model, "m-1");
        QVERIFY(answer.isFinished);
        QVERIFY(answer.finishReasons.has(chat::FinishReason::Stop));
        QCOMPARE(answer.members.size(), 3u);
    }

    void keepsAnAbsentIdAbsent()
    {
        json::Parser parser;
        const std::string bytes = R"({"choices":[]})";
        const hypercore::HeldAnswer held(*chat::readAnswer(bytes, parser));
        QVERIFY(held.answer().id.empty() && held.answer().model.empty());
    }
};

QTEST_GUILESS_MAIN(HeldAnswerTest)
#include "heldanswer_test.moc"
