// SPDX-License-Identifier: GPL-3.0-or-later
#include "hypercore/access/peppers.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::hypercore;

class PeppersTest : public QObject
{
    Q_OBJECT

private:
    const Secret m_text = makeCredential(kApiKeyPrefix, IdBytes{1, 2, 3});

    static Peppers peppersOf(std::initializer_list<std::pair<PepperVersion, std::uint8_t>> all)
    {
        std::vector<Pepper> peppers;
        for (const auto& [version, firstByte] : all)
            peppers.push_back(Pepper{.version = version, .key = {firstByte}, .createdAt = {}});
        return Peppers(std::move(peppers));
    }

private Q_SLOTS:
    void keysNewMacsByTheNewest()
    {
        const auto kept = peppersOf({{2, 7}, {5, 9}}).macOf(m_text.reveal());
        QCOMPARE(kept.pepper, PepperVersion{5});
        QCOMPARE(kept.mac, credentialMac(Pepper::Key{9}, m_text.reveal()));
    }

    void checksEachByItsOwn()
    {
        const auto before = peppersOf({{1, 7}});
        const auto after = peppersOf({{1, 7}, {2, 9}});
        for (const auto& kept : {before.macOf(m_text.reveal()), after.macOf(m_text.reveal())})
            QVERIFY(after.fits(m_text.reveal(), kept));
        QVERIFY(!before.fits(m_text.reveal(), after.macOf(m_text.reveal())));
    }

    void takesNoMacForAnotherVersions()
    {
        const auto peppers = peppersOf({{1, 7}, {2, 9}});
        auto kept = peppers.macOf(m_text.reveal());
        kept.pepper = 1;
        QVERIFY(!peppers.fits(m_text.reveal(), kept));
    }

    void refusesAnotherText()
    {
        const auto peppers = peppersOf({{1, 7}});
        const Secret other = makeCredential(kApiKeyPrefix, IdBytes{1, 2, 3});
        QVERIFY(!peppers.fits(other.reveal(), peppers.macOf(m_text.reveal())));
    }

    // A pepper that is gone must not be the same as one of zeros.
    void refusesWhatLiesUnderNone()
    {
        const PepperedMac kept{credentialMac(Pepper::Key{}, m_text.reveal()), 4};
        QVERIFY(!peppersOf({{1, 7}}).fits(m_text.reveal(), kept));
        QVERIFY(!Peppers().fits(m_text.reveal(), kept));
    }
};

QTEST_GUILESS_MAIN(PeppersTest)
#include "peppers_test.moc"
