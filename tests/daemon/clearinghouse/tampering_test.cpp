// SPDX-License-Identifier: GPL-3.0-or-later
// A ledger in which bytes were changed at random: each change is found, and its line is named.
#include "clearinghouse/verify.h"

#include "daemon/clearinghouse/busyledger.h"

#include <QtTest>

#include <random>

using namespace gotoai;
using namespace gotoai::test;

class TamperingTest final : public QObject
{
    Q_OBJECT

private:
    static constexpr unsigned kSeed = 20'260;

private Q_SLOTS:
    void anyByteOfATransfer()
    {
        constexpr int kEdits = 1'000;
        const BusyLedger busy;
        auto database = storage::Database::open(busy.ledger.path(), storage::Access::ReadWrite);
        QVERIFY(database);
        QVERIFY(verifyBooks(*database));
        QVERIFY(database->execute("DROP TRIGGER transfers_no_update; PRAGMA ignore_check_constraints = ON"));
        std::mt19937_64 random(kSeed);
        const auto upTo = [&random](std::int64_t most) {
            return std::uniform_int_distribution<std::int64_t>(0, most)(random);
        };
        static constexpr const char* kColumns[] = {"kind", "order_number", "debit", "credit", "amount_nano", "at_us"};
        for (int edit = 0; edit < kEdits; ++edit) {
            const std::string number = std::to_string(1 + upTo(busy.transfers - 1));
            const std::string column = kColumns[upTo(5)];
            const auto flip = static_cast<std::int64_t>(static_cast<std::uint64_t>(1 + upTo(254)) << (8 * upTo(7)));
            const std::int64_t before =
                busy.ledger.figure("SELECT " + column + " FROM transfers WHERE number = " + number);
            const auto set = [&](std::int64_t value) {
                return database->execute("UPDATE transfers SET " + column + " = " + std::to_string(value) +
                                         " WHERE number = " + number);
            };
            QVERIFY(set(before ^ flip));
            const auto report = verifyBooks(*database);
            const std::string what = column + " of transfer " + number + ", flipped by " + std::to_string(flip);
            QVERIFY2(!report, what.c_str());
            QVERIFY2(report.error().detail.starts_with("transfers " + number + ": "),
                     (what + " → " + report.error().detail).c_str());
            QVERIFY(set(before));
        }
        QVERIFY(verifyBooks(*database));
    }
};

QTEST_GUILESS_MAIN(TamperingTest)
#include "tampering_test.moc"
