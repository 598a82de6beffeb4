// SPDX-License-Identifier: GPL-3.0-or-later
#include "crypto/envelope.h"

#include "base/hex.h"

#include <QTest>

#include <algorithm>

using namespace gotoai;

class EnvelopeTest : public QObject
{
    Q_OBJECT

private:
    const crypto::KeyRing m_ring = crypto::KeyRing::make();

private Q_SLOTS:
    void opensWhatWasSealed()
    {
        const auto envelope = crypto::seal(m_ring, Secret("sk-canary-1234"), "providers/secret/prov_1/1");
        const auto opened = crypto::open(m_ring, envelope, "providers/secret/prov_1/1");
        QVERIFY(opened.has_value());
        QCOMPARE(opened->reveal(), "sk-canary-1234");
        const std::string_view canary = "canary";
        QVERIFY(std::search(envelope.begin(), envelope.end(), canary.begin(), canary.end()) == envelope.end());
    }

    void sealsTheSameSecretDifferently()
    {
        QVERIFY(crypto::seal(m_ring, Secret("x"), "a") != crypto::seal(m_ring, Secret("x"), "a"));
    }

    void keepsAnEmptySecret() { QVERIFY(crypto::open(m_ring, crypto::seal(m_ring, Secret(), "a"), "a")->isEmpty()); }

    void refusesAMovedEnvelope()
    {
        const auto envelope = crypto::seal(m_ring, Secret("x"), "row 1");
        QCOMPARE(crypto::open(m_ring, envelope, "row 2").error().code, ErrorCode::Corrupt);
    }

    void namesTheMasterKeyThatIsMissing()
    {
        const auto envelope = crypto::seal(m_ring, Secret("x"), "a");
        const Error error = crypto::open(crypto::KeyRing::make(), envelope, "a").error();
        QCOMPARE(error.code, ErrorCode::BadConfiguration);
        QVERIFY(error.detail.find(toHex(m_ring.activeId())) != std::string::npos);
    }

    void opensUnderAnyKeyOfTheRing()
    {
        const auto envelope = crypto::seal(m_ring, Secret("x"), "a");
        const crypto::KeyRing next = m_ring.withNewKey();
        QCOMPARE(crypto::open(next, envelope, "a")->reveal(), "x");
        QVERIFY(!crypto::open(next.activeOnly(), envelope, "a"));
    }

    void rewrapsWithoutTouchingTheSecret()
    {
        const auto envelope = crypto::seal(m_ring, Secret("sk-canary"), "a");
        const crypto::KeyRing next = m_ring.withNewKey();
        const auto moved = crypto::rewrap(next, envelope, "a");
        QVERIFY(moved.has_value());
        const auto header = crypto::activeHeader(next);
        QVERIFY(std::equal(header.begin(), header.end(), moved->begin()));
        QVERIFY(std::equal(envelope.begin() + 69, envelope.end(), moved->begin() + 69, moved->end()));
        QCOMPARE(crypto::open(next.activeOnly(), *moved, "a")->reveal(), "sk-canary");
        QVERIFY(!crypto::open(m_ring, *moved, "a"));
        QCOMPARE(crypto::rewrap(next, envelope, "b").error().code, ErrorCode::Corrupt);
    }

    void opensTheFormatWithoutKeyId()
    {
        const crypto::KeyRing ring = crypto::KeyRing::make();
        auto envelope = crypto::seal(ring, Secret("old"), "a");
        envelope.erase(envelope.begin() + 1, envelope.begin() + 9);
        envelope.front() = 1;
        QCOMPARE(crypto::open(ring.withNewKey(), envelope, "a")->reveal(), "old");
        QCOMPARE(crypto::open(m_ring, envelope, "a").error().code, ErrorCode::Corrupt);
        const auto moved = crypto::rewrap(ring.withNewKey(), envelope, "a");
        QCOMPARE(int{moved->front()}, 2);
    }

    void refusesEveryChangedByte()
    {
        const auto envelope = crypto::seal(m_ring, Secret("x"), "a");
        for (std::size_t i = 0; i < envelope.size(); ++i) {
            auto changed = envelope;
            changed[i] ^= 1;
            QVERIFY2(!crypto::open(m_ring, changed, "a"), qPrintable(QString::number(i)));
            QVERIFY(!crypto::open(m_ring, std::span(envelope).first(i), "a"));
        }
    }
};

QTEST_GUILESS_MAIN(EnvelopeTest)
#include "envelope_test.moc"
