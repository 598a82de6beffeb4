// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/transferwords.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::widgets;

class TransferWordsTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void kindsAreWords()
    {
        QCOMPARE(kindText("topup"), QStringLiteral("top-up"));
        QCOMPARE(kindText("of_tomorrow"), QStringLiteral("of_tomorrow"));
        QVERIFY(kindTone("reserve") == Tone::Held);
        QVERIFY(kindTone("chargeback") == Tone::Broken);
    }

    void waysNameNoId()
    {
        const Instant at{};
        const ProviderId known = ProviderId::make(at);
        const ProviderId unknown = ProviderId::make(at);
        const auto nameOf = [&](const ProviderId& id) { return id == known ? QStringLiteral("anthropic") : QString(); };
        const std::string wallet = "wallet:" + AccountId::make(at).toString();
        QCOMPARE(wayText(wallet + ":available", wallet + ":held", nameOf), QStringLiteral("wallet → held"));
        QCOMPARE(wayText(wallet + ":held", "provider:" + known.toString() + ":payable", nameOf),
                 QStringLiteral("held → anthropic"));
        QCOMPARE(wayText("suspense:provider:" + unknown.toString(), "cash:card", nameOf),
                 QStringLiteral("suspense of a provider → cash by card"));
    }

    void whatIsHostileIsShownPlain()
    {
        const auto nobody = [](const ProviderId&) { return QString(); };
        QVERIFY(!wayText("cash:\n\u202ex", "cash:y", nobody).contains(QLatin1Char('\n')));
        QVERIFY(!kindText("a\nb").contains(QLatin1Char('\n')));
    }
};

QTEST_MAIN(TransferWordsTest)
#include "transferwords_test.moc"
