// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/proof/headcheck.h"

#include "clearinghouse/verify.h"
#include "daemon/clearinghouse/testledger.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::test;

class HeadCheckTest final : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<TestLedger> m_ledger;
    std::unique_ptr<QTemporaryDir> m_folder;
    const crypto::SigningKey m_key = crypto::SigningKey::make();

    std::string path() const { return m_folder->filePath(QStringLiteral("heads")).toStdString(); }
    ChainHead head()
    {
        std::optional<ChainHead> head;
        m_ledger->store().head(m_ledger->queue(), [&head](const Result<ChainHead>& told) { head = *told; });
        if (!m_ledger->waitUntil([&head] { return head.has_value(); }))
            qFatal("no head was told");
        return *head;
    }
    void sign(const ChainHead& head, const crypto::SigningKey& key)
    {
        auto file = HeadFile::open(path());
        QVERIFY(file && file->append(SignedHead::sign(m_ledger->store().book(), head, m_ledger->clock.now(), key)));
    }
    Result<std::int64_t> verify(std::vector<crypto::VerifyKey> keys)
    {
        auto check = HeadCheck::open(path(), std::move(keys));
        if (!check)
            return std::move(check).error();
        auto reader = m_ledger->reader();
        const auto report = verifyBooks(
            reader,
            {.book = [&](const IdBytes& book) { check->setBook(book); },
             .batch = [&](std::int64_t number, const crypto::Digest& hash) { return check->batch(number, hash); }});
        if (!report)
            return report.error();
        if (auto ended = check->end(report->batches); !ended)
            return std::move(ended).error();
        return check->count();
    }
    void expectBroken(const char* what, std::vector<crypto::VerifyKey> keys = {})
    {
        const auto checked = verify(std::move(keys));
        QVERIFY(!checked);
        QVERIFY(checked.error().code == ErrorCode::Corrupt);
        QVERIFY2(checked.error().detail.find(what) != std::string::npos, checked.error().detail.c_str());
    }

private Q_SLOTS:
    void init()
    {
        m_ledger = std::make_unique<TestLedger>();
        m_folder = std::make_unique<QTemporaryDir>();
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1'000'000)));
        sign(head(), m_key);
        QVERIFY(m_ledger->reserve(m_ledger->account, nano(1'000)));
        QVERIFY(m_ledger->settle(m_ledger->release(1)));
        sign(head(), m_key);
    }

    void theHeadIsThatOfTheTables()
    {
        const ChainHead told = head();
        QCOMPARE(told.batch, m_ledger->figure("SELECT max(number) FROM batches"));
        QCOMPARE(told.transfers, 3);
        auto reader = m_ledger->reader();
        QVERIFY(requireHead(reader, m_ledger->store().book(),
                            SignedHead::sign(m_ledger->store().book(), told, m_ledger->clock.now(), m_key)));
    }

    void everyHeadIsHeldAgainstTheChain()
    {
        QCOMPARE(verify({m_key.verifyKey()}).value_or(-1), 2);
        QCOMPARE(verify({}).value_or(-1), 2);
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1), "2")); // not signed yet
        QCOMPARE(verify({m_key.verifyKey()}).value_or(-1), 2);
    }

    void aLedgerThatWasCutIsFound()
    {
        ChainHead ahead = head();
        ++ahead.batch;
        sign(ahead, m_key);
        expectBroken("heads 3: batch 4 was signed");
        auto reader = m_ledger->reader();
        const auto last = HeadFile::open(path());
        const auto required = requireHead(reader, m_ledger->store().book(), *last->last());
        QVERIFY(!required);
        QVERIFY2(required.error().detail.find("cut off") != std::string::npos, required.error().detail.c_str());
    }

    void aLedgerThatWasWrittenAnewIsFound()
    {
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1), "2"));
        ChainHead other = head();
        other.hash[5] ^= 1;
        sign(other, m_key);
        expectBroken("heads 3: ");
        auto reader = m_ledger->reader();
        QVERIFY(!requireHead(reader, m_ledger->store().book(), *HeadFile::open(path())->last()));
    }

    void aHeadOfAnotherBookIsFound()
    {
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1), "2"));
        auto file = HeadFile::open(path());
        QVERIFY(file && file->append(SignedHead::sign(IdBytes{1}, head(), m_ledger->clock.now(), m_key)));
        expectBroken("another book");
    }

    void aHeadOfAnotherKeyIsFound()
    {
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1), "2"));
        sign(head(), crypto::SigningKey::make());
        QCOMPARE(verify({}).value_or(-1), 3);
        expectBroken("heads 3: it is signed by key", {m_key.verifyKey()});
    }

    void aForgedHeadIsFound()
    {
        QVERIFY(m_ledger->topUp(m_ledger->account, nano(1), "2"));
        auto forged = SignedHead::sign(m_ledger->store().book(), head(), m_ledger->clock.now(), m_key);
        forged.at += std::chrono::hours(1);
        auto file = HeadFile::open(path());
        QVERIFY(file && file->append(forged));
        expectBroken("heads 3: its signature is wrong", {m_key.verifyKey()});
    }

    void headsThatDoNotAscendAreFound()
    {
        sign(head(), m_key);
        expectBroken("heads 3: it does not follow");
    }
};

QTEST_GUILESS_MAIN(HeadCheckTest)
#include "headcheck_test.moc"
