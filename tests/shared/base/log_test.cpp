// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/log.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

#include <limits>

using namespace gotoai;

class LogTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void writesOneJsonObject()
    {
        QCOMPARE(
            formatLogLine("2026-01-02T03:04:05Z", LogLevel::Warning, "order_settled",
                          {{"order", "ord_1"}, {"attempts", 2}, {"is_streamed", true}}),
            R"({"at":"2026-01-02T03:04:05Z","level":"warning","event":"order_settled","order":"ord_1","attempts":2,"is_streamed":true})");
    }

    void keepsTheLastLinesOfEachLevel()
    {
        setLogLevel(LogLevel::Info);
        writeLog(LogLevel::Error, "the_error", {{"n", 1}});
        for (int i = 0; i < 300; ++i)
            writeLog(LogLevel::Info, "a_flood", {{"i", i}});
        writeLog(LogLevel::Debug, "not_logged");
        writeLog(LogLevel::Warning, "too_long", {{"text", std::string(5'000, 'x')}});

        const auto all = logTail(LogLevel::Debug, 1'000);
        QCOMPARE(all.size(), std::size_t{252});
        QCOMPARE(all.front().text.size(), KeptLogLine::kLongest);
        QVERIFY(all[1].text.find("\"i\":299}") != std::string::npos);
        QVERIFY(all[1].number > all[2].number);
        QVERIFY(all.back().text.find("the_error") != std::string::npos);
        QCOMPARE(logTail(LogLevel::Debug, 2).size(), std::size_t{2});
        const auto errors = logTail(LogLevel::Error, 1'000);
        QVERIFY(errors.size() == 1 && errors.front().level == LogLevel::Error);
    }

    void logLevelsHaveWords()
    {
        QVERIFY(logLevelFromWord("warning") == LogLevel::Warning);
        QVERIFY(!logLevelFromWord("loud"));
    }

    void keepsWholeNumbers()
    {
        const auto line = formatLogLine("", LogLevel::Info, "e", {{"n", std::numeric_limits<std::int64_t>::min()}});
        QVERIFY(line.find("\"n\":-9223372036854775808}") != std::string::npos);
    }

    // What a peer controls must not be able to forge a second line or a second field.
    void escapesHostileValues_data()
    {
        QTest::addColumn<QByteArray>("value");
        QTest::newRow("quote") << QByteArray(R"(","level":"error)");
        QTest::newRow("backslash") << QByteArray("\\");
        QTest::newRow("line feed") << QByteArray("a\nb");
        QTest::newRow("carriage return") << QByteArray("a\rb");
        QTest::newRow("terminal escape") << QByteArray("\x1b[2J");
        QTest::newRow("zero") << QByteArray("a\0b", 3);
        QTest::newRow("delete") << QByteArray("\x7f");
        QTest::newRow("UTF-8") << QByteArray("żółw 🐢");
    }
    void escapesHostileValues()
    {
        QFETCH(QByteArray, value);
        const std::string line = formatLogLine("", LogLevel::Info, "e", {{"v", value.toStdString()}});
        for (const char c : line)
            QVERIFY(static_cast<unsigned char>(c) >= 0x20 && c != 0x7f);
        const auto document = QJsonDocument::fromJson(QByteArray::fromStdString(line));
        QVERIFY(document.isObject());
        QCOMPARE(document.object().size(), 4);
        QCOMPARE(document.object().value(QLatin1String("v")).toString().toUtf8(), value);
    }

    void escapesHostileNames()
    {
        const std::string line = formatLogLine("", LogLevel::Info, "e", {{"a\":1,\"b", "x"}});
        const auto object = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
        QCOMPARE(object.value(QLatin1String("a\":1,\"b")).toString(), QLatin1String("x"));
    }

    void spellsThePriorityForTheJournal()
    {
        QCOMPARE(syslogPrefix(LogLevel::Debug), "<7>");
        QCOMPARE(syslogPrefix(LogLevel::Info), "<6>");
        QCOMPARE(syslogPrefix(LogLevel::Warning), "<4>");
        QCOMPARE(syslogPrefix(LogLevel::Error), "<3>");
    }

    void dropsBelowItsLevel()
    {
        setLogLevel(LogLevel::Warning);
        QVERIFY(!isLogged(LogLevel::Info));
        QVERIFY(isLogged(LogLevel::Warning));
        QVERIFY(isLogged(LogLevel::Error));
        setLogLevel(LogLevel::Info);
        QVERIFY(isLogged(LogLevel::Info));
        QVERIFY(!isLogged(LogLevel::Debug));
    }
};

QTEST_GUILESS_MAIN(LogTest)
#include "log_test.moc"
