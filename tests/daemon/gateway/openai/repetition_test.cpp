// SPDX-License-Identifier: GPL-3.0-or-later
#include "gateway/openai/repetition.h"

#include "gateway/openai/errorreply.h"
#include "gateway/openai/recording.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::gateway;
using hypercore::FoundTranscript;
using EarlierStanding = clearinghouse::EarlierOrder::Standing;

namespace {

// Room for ten bytes.
class SmallStore final : public hypercore::TranscriptStore
{
public:
    bool takeRoom(std::size_t recorded, std::size_t bytes) override
    {
        if (recorded + bytes > 10)
            return false;
        taken += bytes;
        return true;
    }
    void giveRoom(std::size_t bytes) override { taken -= bytes; }
    void expect(const OrderId&) override {}
    void keep(const OrderId&, hypercore::Transcript) override {}
    void drop(const OrderId&) override {}
    bool find(const OrderId&, storage::CompletionQueue&, std::function<void(FoundTranscript)>) override
    {
        return false;
    }
    std::size_t taken = 0;
};

} // namespace

class RepetitionTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyStandingHasItsFate_data()
    {
        QTest::addColumn<int>("standing");
        QTest::addColumn<bool>("isSameBody");
        QTest::addColumn<QByteArray>("word");
        const auto row = [](const char* name, EarlierStanding standing, bool isSameBody, const char* word) {
            QTest::newRow(name) << static_cast<int>(standing) << isSameBody << QByteArray(word);
        };
        row("runs", EarlierStanding::Running, true, "request_in_progress");
        row("ends", EarlierStanding::Ending, true, "request_in_progress");
        row("in doubt", EarlierStanding::InDoubt, true, "order_in_doubt");
        row("finalized", EarlierStanding::Finalized, true, "replayed");
        row("runs with another body", EarlierStanding::Running, false, "idempotency_key_reused");
        row("in doubt with another body", EarlierStanding::InDoubt, false, "idempotency_key_reused");
        row("finalized with another body", EarlierStanding::Finalized, false, "idempotency_key_reused");
        row("released with another body", EarlierStanding::Released, false, "idempotency_key_reused");
    }
    void everyStandingHasItsFate()
    {
        QFETCH(int, standing);
        QFETCH(bool, isSameBody);
        QFETCH(QByteArray, word);
        const auto fate = fateOf(clearinghouse::EarlierOrder{{}, static_cast<EarlierStanding>(standing), isSameBody});
        QCOMPARE(repetitionWord(fate), word.toStdString());
    }

    void whatWasFoundHasItsFate()
    {
        using Standing = FoundTranscript::Standing;
        QVERIFY(fateOf(FoundTranscript{Standing::Kept, {}}) == RepetitionFate::Replayed);
        QVERIFY(fateOf(FoundTranscript{Standing::Coming, {}}) == RepetitionFate::InProgress);
        QVERIFY(fateOf(FoundTranscript{}) == RepetitionFate::NotKept);
    }

    void isWordedAsOpenAiDoes()
    {
        QCOMPARE(errorBody("A \"sentence\".", "answer_not_kept"),
                 "{\"error\":{\"message\":\"A \\\"sentence\\\".\",\"type\":\"invalid_request_error\",\"param\":null,"
                 "\"code\":\"answer_not_kept\"}}");
    }

    void recordsWhatThereIsRoomFor()
    {
        SmallStore store;
        {
            Recording recording(store);
            recording.add("12345");
            recording.add("67890");
            QVERIFY(recording.isWhole());
            QCOMPARE(recording.body(), "1234567890");
            QCOMPARE(store.taken, 10u);
            recording.add("1");
            QVERIFY(!recording.isWhole());
            QCOMPARE(store.taken, 0u);
            recording.add("1");
            QVERIFY2(!recording.isWhole(), "a part of an answer is none");
        }
        QCOMPARE(store.taken, 0u);
        {
            Recording recording(store);
            recording.add("12345");
        }
        QCOMPARE(store.taken, 0u);
    }
};

QTEST_GUILESS_MAIN(RepetitionTest)
#include "repetition_test.moc"
