// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"

#include <QTest>

using namespace gotoai;

class HexTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void keepsEveryByte()
    {
        std::vector<std::uint8_t> bytes(256);
        for (std::size_t i = 0; i < bytes.size(); ++i)
            bytes[i] = static_cast<std::uint8_t>(i);
        const std::string text = toHex(bytes);
        QCOMPARE(text.substr(0, 8), "00010203");
        QCOMPARE(text.substr(504), "fcfdfeff");
        QVERIFY(fromHex(text) == bytes);
    }

    void emptyIsEmpty()
    {
        QCOMPARE(toHex({}), "");
        QVERIFY(fromHex("")->empty());
    }

    void hasOneSpelling_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("odd") << QByteArray("abc");
        QTest::newRow("upper case") << QByteArray("AB");
        QTest::newRow("beyond f") << QByteArray("0g");
        QTest::newRow("sign") << QByteArray("-1");
        QTest::newRow("space") << QByteArray(" 1");
        QTest::newRow("prefix") << QByteArray("0x12");
    }
    void hasOneSpelling()
    {
        QFETCH(QByteArray, text);
        QVERIFY(!fromHex(text.toStdString()));
    }
};

QTEST_GUILESS_MAIN(HexTest)
#include "hex_test.moc"
