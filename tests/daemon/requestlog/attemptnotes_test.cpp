// SPDX-License-Identifier: GPL-3.0-or-later
#include "requestlog/attemptnotes.h"

#include "support/finishedorders.h"
#include "support/requestdatabase.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::requestlog;

class AttemptNotesTest : public QObject
{
    Q_OBJECT

private:
    const Instant m_noon = *fromRfc3339("2026-03-01T12:00:00Z");

    hypercore::FinishedOrder order() const
    {
        return test::makeFinishedOrder(test::makeEndpoint({}), AccountId::make(m_noon), KeyId::make(m_noon), m_noon);
    }

private Q_SLOTS:
    void comeBackWithTheirOrder()
    {
        test::RequestDatabase store;
        auto finished = order();
        finished.attempts.insert(finished.attempts.begin(), finished.attempts.front());
        finished.attempts[0].facts.fault = supply::FaultKind::ContextLength;
        finished.attempts[1].facts.skippedFrames = 6;
        store.record({finished});
        const auto kept = readKeptOrder(store.database(), finished.id);
        QVERIFY(kept.has_value());
        QVERIFY(kept->usage == finished.usage);
        QVERIFY((kept->attempts == std::vector<AttemptNote>{{"context_length", 0}, {"", 6}}));
    }

    void areNoneWhereThereIsNothingToTell()
    {
        test::RequestDatabase store;
        const auto finished = order();
        store.record({finished});
        QCOMPARE(store.number("SELECT attempt_notes IS NULL FROM requests"), 1);
        const auto kept = readKeptOrder(store.database(), finished.id);
        QVERIFY(kept && kept->attempts.empty());
        QCOMPARE(readKeptOrder(store.database(), OrderId::make(m_noon)).error().code, ErrorCode::NotFound);
    }

    void brokenTextIsRefused_data()
    {
        QTest::addColumn<QByteArray>("text");
        for (const char* text :
             {"cut", "cut ", " 1", "cut -1", "cut 1x", "cut 1;", ";cut 1", "cut 99999999999", "cut 1;;- 0"})
            QTest::newRow(text) << QByteArray(text);
    }
    void brokenTextIsRefused()
    {
        QFETCH(QByteArray, text);
        const auto notes = parseAttemptNotes(text.toStdString());
        QVERIFY(!notes);
        QCOMPARE(notes.error().code, ErrorCode::Corrupt);
    }
};

QTEST_APPLESS_MAIN(AttemptNotesTest)
#include "attemptnotes_test.moc"
