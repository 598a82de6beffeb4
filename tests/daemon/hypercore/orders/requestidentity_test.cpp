// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/orders/requestidentity.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

class RequestIdentityTest final : public QObject
{
    Q_OBJECT

private:
    const KeyId m_key = KeyId::make(fromMicroseconds(1));
    RepeatableRequest request() const
    {
        return {.key = m_key, .method = "POST", .path = "/v1/chat", .idempotencyKey = "k1", .body = "{}"};
    }

private Q_SLOTS:
    void theSameIsTheSame() { QVERIFY(*identityOf(request()) == *identityOf(request())); }

    void theBodyIsNoPartOfTheScope()
    {
        RepeatableRequest other = request();
        other.body = "{ }";
        QVERIFY(identityOf(other)->scope == identityOf(request())->scope);
        QVERIFY(identityOf(other)->body != identityOf(request())->body);
    }

    void everythingElseIs_data()
    {
        QTest::addColumn<QByteArray>("method");
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<QByteArray>("key");
        QTest::newRow("another method") << QByteArray("PUT") << QByteArray("/v1/chat") << QByteArray("k1");
        QTest::newRow("another path") << QByteArray("POST") << QByteArray("/v1/chats") << QByteArray("k1");
        QTest::newRow("another key") << QByteArray("POST") << QByteArray("/v1/chat") << QByteArray("k2");
        QTest::newRow("another border") << QByteArray("POST") << QByteArray("/v1/chatk") << QByteArray("1");
    }
    void everythingElseIs()
    {
        QFETCH(QByteArray, method);
        QFETCH(QByteArray, path);
        QFETCH(QByteArray, key);
        RepeatableRequest other = request();
        other.method = {method.constData(), static_cast<std::size_t>(method.size())};
        other.path = {path.constData(), static_cast<std::size_t>(path.size())};
        other.idempotencyKey = {key.constData(), static_cast<std::size_t>(key.size())};
        QVERIFY(identityOf(other)->scope != identityOf(request())->scope);
    }

    void whoAsksIs()
    {
        RepeatableRequest other = request();
        other.key = KeyId::make(fromMicroseconds(2));
        QVERIFY(identityOf(other)->scope != identityOf(request())->scope);
    }

    void keysAreVisibleAscii_data()
    {
        QTest::addColumn<QByteArray>("key");
        QTest::addColumn<bool>("isTaken");
        QTest::newRow("longest") << QByteArray(255, '~') << true;
        QTest::newRow("too long") << QByteArray(256, '~') << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("blank") << QByteArray("a b") << false;
        QTest::newRow("tab") << QByteArray("a\tb") << false;
        QTest::newRow("delete") << QByteArray("\x7f") << false;
        QTest::newRow("not ASCII") << QByteArray("\xc3\xbc") << false;
    }
    void keysAreVisibleAscii()
    {
        QFETCH(QByteArray, key);
        QFETCH(bool, isTaken);
        RepeatableRequest asked = request();
        asked.idempotencyKey = {key.constData(), static_cast<std::size_t>(key.size())};
        const auto identity = identityOf(asked);
        QCOMPARE(identity.has_value(), isTaken);
        if (!isTaken)
            QCOMPARE(identity.error().param, "idempotency-key");
    }
};

QTEST_GUILESS_MAIN(RequestIdentityTest)
#include "requestidentity_test.moc"
