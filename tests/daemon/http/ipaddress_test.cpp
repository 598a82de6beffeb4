// SPDX-License-Identifier: GPL-3.0-or-later
#include "http/ipaddress.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::http;

class IpAddressTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAndWritesAddresses_data();
    void readsAndWritesAddresses();
    void refusesWhatIsNone_data();
    void refusesWhatIsNone();
    void knowsLoopback_data();
    void knowsLoopback();
    void namesTheSite_data();
    void namesTheSite();
    void findsAddressesInBlocks_data();
    void findsAddressesInBlocks();
    void refusesMalformedBlocks_data();
    void refusesMalformedBlocks();
    void writesBlocksAsTheyAreRead();
};

void IpAddressTest::readsAndWritesAddresses_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("normal");
    QTest::newRow("IPv4") << QByteArray("192.0.2.1") << QByteArray("192.0.2.1");
    QTest::newRow("IPv6") << QByteArray("2001:DB8:0:0::1") << QByteArray("2001:db8::1");
    QTest::newRow("mapped") << QByteArray("::ffff:192.0.2.1") << QByteArray("192.0.2.1");
    QTest::newRow("all") << QByteArray("::") << QByteArray("::");
}

void IpAddressTest::readsAndWritesAddresses()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, normal);
    const auto address = IpAddress::parse(text.toStdString());
    QVERIFY(address);
    QCOMPARE(QByteArray::fromStdString(address->text()), normal);
}

void IpAddressTest::refusesWhatIsNone_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text :
         {"", "localhost", "192.0.2", "192.0.2.256", "192.0.2.1 ", "0x7f.1", "1", "[::1]", "fe80::1%eth0",
          "::1:2:3:4:5:6:7:8:9", "::ffff:192.0.2.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1"})
        QTest::addRow("'%s'", text) << QByteArray(text);
}

void IpAddressTest::refusesWhatIsNone()
{
    QFETCH(QByteArray, text);
    QVERIFY(!IpAddress::parse(text.toStdString()));
}

void IpAddressTest::knowsLoopback_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isLoopback");
    QTest::newRow("first") << QByteArray("127.0.0.1") << true;
    QTest::newRow("last") << QByteArray("127.255.255.255") << true;
    QTest::newRow("IPv6") << QByteArray("::1") << true;
    QTest::newRow("mapped") << QByteArray("::ffff:127.0.0.1") << true;
    QTest::newRow("unspecified") << QByteArray("::") << false;
    QTest::newRow("IPv6 that ends alike") << QByteArray("2001::1") << false;
    QTest::newRow("IPv4 that ends alike") << QByteArray("128.0.0.1") << false;
}

void IpAddressTest::knowsLoopback()
{
    QFETCH(QByteArray, text);
    QTEST(IpAddress::parse(text.toStdString())->isLoopback(), "isLoopback");
}

void IpAddressTest::namesTheSite_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("site");
    QTest::newRow("IPv4") << QByteArray("192.0.2.1") << QByteArray("192.0.2.1");
    QTest::newRow("IPv6") << QByteArray("2001:db8:1:2:3:4:5:6") << QByteArray("2001:db8:1:2::");
}

void IpAddressTest::namesTheSite()
{
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, site);
    QCOMPARE(QByteArray::fromStdString(IpAddress::parse(text.toStdString())->site().text()), site);
}

void IpAddressTest::findsAddressesInBlocks_data()
{
    QTest::addColumn<QByteArray>("blocks");
    QTest::addColumn<QByteArray>("address");
    QTest::addColumn<bool>("isFound");
    const auto row = [](const char* blocks, const char* address, bool isFound) {
        QTest::addRow("%s in '%s'", address, blocks) << QByteArray(blocks) << QByteArray(address) << isFound;
    };
    row("", "10.0.0.1", false);
    row("10.0.0.0/8", "10.255.255.255", true);
    row("10.0.0.0/8", "11.0.0.0", false);
    row("10.0.0.0/8", "9.255.255.255", false);
    row("10.0.0.0/8", "::ffff:10.0.0.1", true);
    row("10.0.0.0/8", "a00::", false);
    row("192.0.2.128/25", "192.0.2.129", true);
    row("192.0.2.128/25", "192.0.2.127", false);
    row("192.0.2.7", "192.0.2.7", true);
    row("192.0.2.7", "192.0.2.6", false);
    row("192.0.2.7/32,::1", "::1", true);
    row("0.0.0.0/0", "203.0.113.9", true);
    row("0.0.0.0/0", "2001:db8::1", false);
    row("::/0", "2001:db8::1", true);
    row("2001:db8::/33", "2001:db8:7fff::1", true);
    row("2001:db8::/33", "2001:db8:8000::1", false);
    row(" 10.0.0.0/8 , 2001:db8::/32 ", "2001:db8::1", true);
}

void IpAddressTest::findsAddressesInBlocks()
{
    QFETCH(QByteArray, blocks);
    QFETCH(QByteArray, address);
    const auto parsed = parseAddressBlocks(blocks.toStdString());
    QVERIFY(parsed);
    QTEST(isAmong(*parsed, *IpAddress::parse(address.toStdString())), "isFound");
}

void IpAddressTest::refusesMalformedBlocks_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const char* text : {"10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "10.0.0.0/8x", "/8", "10.0.0.1/8",
                             "2001:db8::/129", "2001:db8::1/64", "10.0.0.0/8,,::1", "10.0.0.0/8;::1", "proxy.example"})
        QTest::addRow("'%s'", text) << QByteArray(text);
}

void IpAddressTest::refusesMalformedBlocks()
{
    QFETCH(QByteArray, text);
    const auto parsed = parseAddressBlocks(text.toStdString());
    QVERIFY(!parsed);
    QCOMPARE(parsed.error().code, ErrorCode::InvalidRequest);
}

void IpAddressTest::writesBlocksAsTheyAreRead()
{
    const std::string text = "10.0.0.0/8, 192.0.2.7, 2001:db8::/32, ::1";
    QCOMPARE(addressBlocksText(*parseAddressBlocks(text)), text);
}

QTEST_GUILESS_MAIN(IpAddressTest)
#include "ipaddress_test.moc"
