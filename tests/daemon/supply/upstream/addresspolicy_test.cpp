// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/upstream/addresspolicy.h"

#include <QTest>

#include <arpa/inet.h>
#include <netinet/in.h>

#include <cstring>

using namespace gotoai::supply;

class AddressPolicyTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void onlyPublicAddressesPass_data();
    void onlyPublicAddressesPass();
    void otherFamiliesAreNotPublic();
};

void AddressPolicyTest::onlyPublicAddressesPass_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<bool>("isPublic");
    for (const char* text : {"8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0",
                             "169.253.0.1", "11.0.0.0", "223.255.255.255", "198.17.0.1", "2606:4700::1111",
                             "2001:4860:4860::8888", "::ffff:8.8.8.8", "64:ff9b::808:808", "2002:808:808::1"})
        QTest::newRow(text) << QByteArray(text) << true;
    for (const char* text : {"0.0.0.0",
                             "10.1.2.3",
                             "100.64.0.1",
                             "100.127.255.255",
                             "127.0.0.1",
                             "127.255.255.254",
                             "169.254.169.254",
                             "172.16.0.1",
                             "172.31.255.255",
                             "192.168.1.1",
                             "192.0.0.1",
                             "192.0.2.1",
                             "198.18.0.1",
                             "198.19.0.1",
                             "198.51.100.1",
                             "203.0.113.1",
                             "224.0.0.1",
                             "240.0.0.1",
                             "255.255.255.255",
                             "::",
                             "::1",
                             "fe80::1",
                             "fc00::1",
                             "fd12::1",
                             "ff02::1",
                             "2001:db8::1",
                             "2001::1",
                             "::ffff:127.0.0.1",
                             "::ffff:10.0.0.1",
                             "::127.0.0.1",
                             "64:ff9b::7f00:1",
                             "2002:7f00:1::1",
                             "fec0::1",
                             "3fff::1",
                             "localhost",
                             ""})
        QTest::newRow(text) << QByteArray(text) << false;
}

void AddressPolicyTest::onlyPublicAddressesPass()
{
    QFETCH(QByteArray, text);
    QFETCH(bool, isPublic);
    QCOMPARE(isPublicAddress(text.toStdString()), isPublic);

    sockaddr_storage storage{};
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    if (inet_pton(AF_INET, text.constData(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        std::memcpy(&storage, &v4, sizeof v4);
    } else if (inet_pton(AF_INET6, text.constData(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        std::memcpy(&storage, &v6, sizeof v6);
    }
    QCOMPARE(isPublicAddress(reinterpret_cast<const sockaddr&>(storage)), isPublic);
}

void AddressPolicyTest::otherFamiliesAreNotPublic()
{
    sockaddr address{};
    address.sa_family = AF_UNIX;
    QVERIFY(!isPublicAddress(address));
}

QTEST_APPLESS_MAIN(AddressPolicyTest)
#include "addresspolicy_test.moc"
