// SPDX-License-Identifier: GPL-3.0-or-later
#include "chat/failurewishes.h"

#include "chat/request.h"

#include <QTest>

using namespace gotoai;
using namespace std::chrono_literals;
using Wishes = chat::FailureWishes;

class FailureWishesTest : public QObject
{
    Q_OBJECT

private:
    json::Parser m_parser;

    Result<chat::Request> parse(const QByteArray& gotoai)
    {
        return chat::parseRequest(R"({"model":"m","messages":[{"role":"user","content":"hi"}],"gotoai":)" +
                                      gotoai.toStdString() + "}",
                                  m_parser);
    }

private Q_SLOTS:
    void areReadFromTheRequest()
    {
        const auto request = parse(R"({"recovery":"buffered","content_filter":"fallback","deadlines":{"connect_ms":1,)"
                                   R"("first_byte_ms":2,"first_token_ms":3,"idle_ms":4,"total_ms":3600000}})");
        QVERIFY(request);
        const Wishes& wishes = request->failureWishes;
        QVERIFY(wishes.recovery == Wishes::Recovery::Buffered);
        QVERIFY(wishes.contentFilter == Wishes::ContentFilter::Fallback);
        QVERIFY(wishes.deadlines.connect == 1ms && wishes.deadlines.firstByte == 2ms);
        QVERIFY(wishes.deadlines.firstToken == 3ms && wishes.deadlines.idle == 4ms);
        QVERIFY(wishes.deadlines.total == 3'600s);
    }

    void haveDefaults_data()
    {
        QTest::addColumn<QByteArray>("gotoai");
        for (const char* text : {"null", "{}", R"({"recovery":null})", R"({"recovery":"error","deadlines":{}})"})
            QTest::newRow(text) << QByteArray(text);
    }
    void haveDefaults()
    {
        QFETCH(QByteArray, gotoai);
        const auto request = parse(gotoai);
        QVERIFY(request);
        QVERIFY(request->failureWishes.recovery == Wishes::Recovery::Error);
        QVERIFY(request->failureWishes.contentFilter == Wishes::ContentFilter::Error);
        QVERIFY(!request->failureWishes.deadlines.total);
    }

    void refuseWhatTheyAreNot_data()
    {
        QTest::addColumn<QByteArray>("gotoai");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* text, const char* param) {
            QTest::newRow(text) << QByteArray(text) << QString::fromLatin1(param);
        };
        row("[]", "gotoai");
        row("true", "gotoai");
        row(R"({"recovery":"always"})", "gotoai.recovery");
        row(R"({"recovery":1})", "gotoai.recovery");
        row(R"({"content_filter":"elsewhere"})", "gotoai.content_filter");
        row(R"({"retries":3})", "gotoai.retries");
        row(R"({"deadlines":5})", "gotoai.deadlines");
        row(R"({"deadlines":{"idle":5}})", "gotoai.deadlines.idle");
        for (const char* count : {"0", "-1", "3600001", "1.5", "1e309", "\"5\"", "null", "18446744073709551615"}) {
            const QByteArray text = R"({"deadlines":{"idle_ms":)" + QByteArray(count) + "}}";
            row(text.constData(), "gotoai.deadlines.idle_ms");
        }
    }
    void refuseWhatTheyAreNot()
    {
        QFETCH(QByteArray, gotoai);
        QFETCH(QString, param);
        const auto request = parse(gotoai);
        QVERIFY(!request);
        if (!gotoai.contains("1e309")) { // no JSON number at all
            QVERIFY(request.error().code == ErrorCode::InvalidRequest);
            QCOMPARE(QString::fromStdString(request.error().param), param);
        }
    }
};

QTEST_APPLESS_MAIN(FailureWishesTest)
#include "failurewishes_test.moc"
