// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/keyring.h"

#include "base/hex.h"

#include <QTest>

#include <algorithm>
#include <string>

using namespace gotoai;
using crypto::KeyRing;

class KeyRingTest final : public QObject
{
    Q_OBJECT

private:
    static std::string lineOf(const KeyRing& ring)
    {
        return toHex(ring.activeId()) + ' ' + toHex(ring.active()) + '\n';
    }

private Q_SLOTS:
    void readsWhatItWrote()
    {
        const KeyRing ring = KeyRing::make().withNewKey().withNewKey();
        const auto read = KeyRing::parse(ring.text());
        QVERIFY(read.has_value());
        QVERIFY(read->ids() == ring.ids());
        QCOMPARE(read->size(), std::size_t{3});
        QVERIFY(read->active() == ring.active());
    }

    void takesThirtyTwoBytesAsOneKey()
    {
        const std::string bytes(32, '\n');
        const auto ring = KeyRing::parse(Secret(bytes));
        QVERIFY(ring.has_value());
        QVERIFY(std::ranges::all_of(ring->active(), [](auto byte) { return byte == '\n'; }));
        // printf 'gotoai master key' plus 32 line feeds | sha256sum
        QCOMPARE(toHex(ring->activeId()), "f553d264f3acd4ea");
    }

    void putsTheNewKeyFirst()
    {
        const KeyRing old = KeyRing::make();
        const KeyRing next = old.withNewKey();
        QVERIFY(next.activeId() != old.activeId());
        QVERIFY(next.find(old.activeId()) != nullptr);
        QVERIFY(*next.find(old.activeId()) == old.active());
        QVERIFY(next.activeOnly().find(old.activeId()) == nullptr);
        QCOMPARE(next.activeOnly().size(), std::size_t{1});
    }

    void refusesWhatIsNoRing_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::addColumn<QByteArray>("place"); // what the refusal says
        const QByteArray line = QByteArray::fromStdString(lineOf(KeyRing::make()));
        QByteArray garbled = line;
        garbled[40] = garbled[40] == '0' ? '1' : '0';
        QByteArray many;
        for (int i = 0; i < 9; ++i)
            many += QByteArray::fromStdString(lineOf(KeyRing::make()));
        QTest::newRow("empty") << QByteArray() << QByteArray("no key");
        QTest::newRow("comments only") << QByteArray("# nothing\n\n") << QByteArray("no key");
        QTest::newRow("cut") << line.left(60) << QByteArray("line 1");
        QTest::newRow("a digit changed") << garbled << QByteArray("line 1");
        QTest::newRow("capitals") << line.toUpper() << QByteArray("line 1");
        QTest::newRow("carriage return") << line.trimmed() + "\r\n" << QByteArray("line 1");
        QTest::newRow("twice") << line + line << QByteArray("line 2");
        QTest::newRow("31 bytes") << QByteArray(31, 'k') << QByteArray("line 1");
        QTest::newRow("33 bytes") << QByteArray(33, 'k') << QByteArray("line 1");
        QTest::newRow("nine keys") << many << QByteArray("line 9");
    }
    void refusesWhatIsNoRing()
    {
        QFETCH(QByteArray, text);
        QFETCH(QByteArray, place);
        const auto ring = KeyRing::parse(Secret(text.toStdString()));
        QVERIFY(!ring);
        QCOMPARE(ring.error().code, ErrorCode::BadConfiguration);
        QVERIFY2(QByteArray::fromStdString(ring.error().detail).contains(place), ring.error().detail.c_str());
        if (text.size() > 40)
            QVERIFY(!QByteArray::fromStdString(ring.error().detail).contains(text.mid(20, 12)));
    }
};

QTEST_GUILESS_MAIN(KeyRingTest)
#include "keyring_test.moc"
