// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/passwordhash.h"

#include "base/hex.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::crypto;

class PasswordHashTest : public QObject
{
    Q_OBJECT

private:
    static constexpr ScryptCost kCheap{4, 1, 1};
    static std::vector<std::uint8_t> bytesOf(std::string_view hex) { return *fromHex(hex); }

private Q_SLOTS:
    void matchesItsPasswordAndNoOther()
    {
        const auto hash = PasswordHash::make(Secret("correct horse battery"), kCheap);
        QVERIFY(hash.matches(Secret("correct horse battery")));
        QVERIFY(!hash.matches(Secret("correct horse batterY")));
        QVERIFY(!hash.matches(Secret("")));
        const auto again = PasswordHash::fromBytes(hash.toBytes());
        QVERIFY(again->matches(Secret("correct horse battery")));
        QVERIFY(again->cost() == kCheap);
    }

    void saltsEachHash()
    {
        QVERIFY(PasswordHash::make(Secret("same"), kCheap).toBytes() !=
                PasswordHash::make(Secret("same"), kCheap).toBytes());
    }

    // scrypt("pleaseletmein", "SodiumChloride##", N = 2^10, r = 8, p = 2), by Python's hashlib.
    void isScrypt()
    {
        const auto hash =
            PasswordHash::fromBytes(bytesOf("010a0802"
                                            "536f6469756d43686c6f726964652323"
                                            "9c494fe00f68471a4d0c7f2a1fe2131653b1c9d8334522eb85bbbcaaa242a551"));
        QVERIFY(hash->matches(Secret("pleaseletmein")));
        QVERIFY(!hash->matches(Secret("pleaseletmeout")));
    }

    void theDefaultCostIsWhatIsAdvised()
    {
        const auto hash = PasswordHash::make(Secret("x"));
        QVERIFY(hash.cost() == (ScryptCost{15, 8, 3}));
        QVERIFY(hash.matches(Secret("x")));
    }

    void aDecoyMatchesNothing()
    {
        const auto decoy = PasswordHash::decoy(kCheap);
        QVERIFY(!decoy.matches(Secret("")));
        QVERIFY(decoy.cost() == kCheap);
    }

    void refusesForeignBytes_data()
    {
        QTest::addColumn<int>("position");
        QTest::addColumn<int>("value");
        QTest::newRow("another format") << 0 << 2;
        QTest::newRow("N of 2^3") << 1 << 3;
        QTest::newRow("N of 2^21") << 1 << 21;
        QTest::newRow("no r") << 2 << 0;
        QTest::newRow("r of 33") << 2 << 33;
        QTest::newRow("no p") << 3 << 0;
        QTest::newRow("p of 17") << 3 << 17;
    }
    void refusesForeignBytes()
    {
        QFETCH(int, position);
        QFETCH(int, value);
        auto bytes = PasswordHash::decoy(kCheap).toBytes();
        bytes[static_cast<std::size_t>(position)] = static_cast<std::uint8_t>(value);
        QCOMPARE(PasswordHash::fromBytes(bytes).error().code, ErrorCode::Corrupt);
    }

    void refusesAnotherLength()
    {
        auto bytes = PasswordHash::decoy(kCheap).toBytes();
        bytes.push_back(0);
        QCOMPARE(PasswordHash::fromBytes(bytes).error().code, ErrorCode::Corrupt);
        bytes.resize(51);
        QCOMPARE(PasswordHash::fromBytes(bytes).error().code, ErrorCode::Corrupt);
        QCOMPARE(PasswordHash::fromBytes({}).error().code, ErrorCode::Corrupt);
    }
};

QTEST_GUILESS_MAIN(PasswordHashTest)
#include "passwordhash_test.moc"
