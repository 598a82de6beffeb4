// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/journal.h"

#include "clearinghouse/events.h"
#include "clearinghouse/proof/headfile.h"
#include "daemon/clearinghouse/busyledger.h"

#include <QFile>
#include <QtTest>

#include <random>

using namespace gotoai;
using namespace gotoai::test;

class JournalTest final : public QObject
{
    Q_OBJECT

private:
    static constexpr unsigned kSeed = 20'261;

    const BusyLedger m_busy;
    QTemporaryDir m_folder;
    const crypto::SigningKey m_key = crypto::SigningKey::make();
    VerifyReport m_report;
    QByteArray m_journal;

    std::string path(const char* name) const { return m_folder.filePath(QString::fromLatin1(name)).toStdString(); }
    void write(const QByteArray& content) const
    {
        QFile file(QString::fromStdString(path("changed")));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QCOMPARE(file.write(content), content.size());
    }
    Result<JournalReport> verifyChanged() const { return verifyJournal(path("changed"), {m_key.verifyKey()}); }

    // Where the payload of each frame of `kind` begins, and its length.
    std::vector<std::pair<qsizetype, qsizetype>> frames(char kind) const
    {
        std::vector<std::pair<qsizetype, qsizetype>> found;
        for (qsizetype at = m_journal.indexOf('\n') + 1; at < m_journal.size();) {
            qsizetype size = 0;
            for (int i = 1; i <= 4; ++i)
                size = size << 8 | static_cast<quint8>(m_journal[at + i]);
            if (m_journal[at] == kind)
                found.emplace_back(at + 5, size);
            at += 5 + size;
        }
        return found;
    }

private Q_SLOTS:
    void initTestCase()
    {
        auto reader = m_busy.ledger.reader();
        std::vector<std::pair<std::int64_t, crypto::Digest>> batches;
        IdBytes book{};
        const auto report = verifyBooks(reader, {.book = [&](const IdBytes& id) { book = id; },
                                                 .batch =
                                                     [&](std::int64_t number, const crypto::Digest& hash) {
                                                         batches.emplace_back(number, hash);
                                                         return Result<void>();
                                                     }});
        QVERIFY(report);
        m_report = *report;
        auto heads = HeadFile::open(path("heads"));
        QVERIFY(heads);
        for (const std::size_t place : {std::size_t{2}, batches.size() - 1})
            QVERIFY(heads->append(
                SignedHead::sign(book, {.batch = batches[place].first, .transfers = 1, .hash = batches[place].second},
                                 Instant(), m_key)));
        const auto exported = exportJournal(reader, path("heads"), path("journal"));
        QVERIFY2(exported, exported ? "" : exported.error().detail.c_str());
        QCOMPARE(exported->heads, 2);
        QFile file(QString::fromStdString(path("journal")));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY((file.permissions() & QFile::ReadOther) == 0);
        m_journal = file.readAll();
    }

    void standsForItself()
    {
        for (const bool hasKeys : {true, false}) {
            const auto keys = hasKeys ? std::vector{m_key.verifyKey()} : std::vector<crypto::VerifyKey>();
            const auto report = verifyJournal(path("journal"), keys);
            QVERIFY2(report, report ? "" : report.error().detail.c_str());
            QCOMPARE(report->books.transfers, m_report.transfers);
            QCOMPARE(report->books.orders, m_report.orders);
            QCOMPARE(report->books.bookings, m_report.bookings);
            QCOMPARE(report->books.held, m_report.held);
            QVERIFY(report->books.head == m_report.head);
            QCOMPARE(report->heads, 2);
            QCOMPARE(report->lastHead->head.batch, m_report.batches);
        }
    }

    void anyChangedByteIsFound()
    {
        std::mt19937_64 random(kSeed);
        for (int edit = 0; edit < 1'000; ++edit) {
            const auto place = static_cast<qsizetype>(random() % static_cast<std::uint64_t>(m_journal.size()));
            QByteArray changed = m_journal;
            changed[place] = static_cast<char>(changed[place] ^ static_cast<char>(1 + random() % 255));
            write(changed);
            QVERIFY2(!verifyChanged(), ("byte " + std::to_string(place)).c_str());
        }
    }

    // A transfer's number, kind, order, debit, credit, amount and time: 56 bytes in its event.
    void aChangedByteOfATransferNamesItsLine()
    {
        constexpr qsizetype kTransferBytes = 56;
        std::mt19937_64 random(kSeed);
        std::vector<std::pair<qsizetype, std::int64_t>> transfers; // place and number
        for (const auto& [begin, size] : frames('e')) {
            const auto* const bytes = reinterpret_cast<const std::uint8_t*>(m_journal.constData()) + begin + 32;
            EventDecoder decoder({bytes, static_cast<std::size_t>(size - 32)});
            const auto event = decoder.next();
            QVERIFY(event);
            std::vector<TransferRecord> records;
            if (const auto* order = std::get_if<OrderRecord>(&*event))
                records.assign(order->transfers.begin(), order->transfers.end());
            if (const auto* end = std::get_if<TransitionRecord>(&*event))
                records.assign(end->transfers.begin(), end->transfers.end());
            if (const auto* booking = std::get_if<BookingRecord>(&*event))
                records.assign(booking->transfers.begin(), booking->transfers.end());
            if (const auto* topUp = std::get_if<TopUpRecord>(&*event))
                records.push_back(topUp->transfer);
            for (const TransferRecord& record : records) {
                QByteArray number(8, '\0');
                number[7] = static_cast<char>(record.number);
                number += QByteArray(7, '\0') + static_cast<char>(record.kind); // its kind follows
                const qsizetype place = m_journal.indexOf(number, begin + 32);
                QVERIFY(place > 0 && place < begin + size);
                transfers.emplace_back(place, record.number);
            }
        }
        QCOMPARE(static_cast<std::int64_t>(transfers.size()), m_busy.transfers);
        for (int edit = 0; edit < 1'000; ++edit) {
            const auto& [place, number] = transfers[random() % transfers.size()];
            QByteArray changed = m_journal;
            const qsizetype at = place + static_cast<qsizetype>(random() % kTransferBytes);
            changed[at] = static_cast<char>(changed[at] ^ static_cast<char>(1 + random() % 255));
            write(changed);
            const auto report = verifyChanged();
            QVERIFY(!report);
            QVERIFY2(
                report.error().detail.starts_with("transfers " + std::to_string(number) + ": "),
                (std::to_string(at - place) + " of " + std::to_string(number) + " → " + report.error().detail).c_str());
        }
    }

    void aJournalThatIsCutIsFound()
    {
        for (const auto& [begin, size] : frames('z')) {
            write(m_journal.left(begin + size));
            QVERIFY(!verifyChanged());
        }
        write(m_journal + "x");
        QVERIFY(!verifyChanged());
        write("gotoai.journal.2\n");
        QVERIFY(verifyChanged().error().code == ErrorCode::InvalidRequest);
        write({});
        QVERIFY(!verifyChanged());
    }

    void whoSignedItIsHeldAgainstTheKeys()
    {
        const auto report = verifyJournal(path("journal"), {crypto::SigningKey::make().verifyKey()});
        QVERIFY(!report);
        QVERIFY2(report.error().detail.starts_with("heads 1: "), report.error().detail.c_str());
    }

    void anExistingFileIsNotOverwritten()
    {
        auto reader = m_busy.ledger.reader();
        QVERIFY(exportJournal(reader, path("heads"), path("journal")).error().code == ErrorCode::Conflict);
    }
};

QTEST_GUILESS_MAIN(JournalTest)
#include "journal_test.moc"
