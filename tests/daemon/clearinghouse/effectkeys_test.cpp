// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/effectkeys.h"

#include <QtTest>

using namespace gotoai;
using namespace gotoai::clearinghouse;

class EffectKeysTest final : public QObject
{
    Q_OBJECT

private:
    EffectKeys m_keys;
    std::int64_t m_topUps = 0;
    std::int64_t m_bookings = 0;

    void topUp(std::string_view rail, std::string_view externalId)
    {
        m_keys.add({.number = ++m_topUps, .rail = rail, .externalId = externalId});
    }
    void book(BookingKind kind, std::string_view scope, std::string_view reference)
    {
        m_keys.add({.number = ++m_bookings, .kind = kind, .reference = reference}, scope);
    }
    std::string proof()
    {
        const auto proved = m_keys.prove();
        return proved ? "" : proved.error().detail;
    }

private Q_SLOTS:
    void init() { m_topUps = m_bookings = 0; }

    void whatDiffersAnywhereIsAnotherKey()
    {
        topUp("stripe", "1");
        topUp("manual", "1");
        topUp("stripe1", "");
        book(BookingKind::Chargeback, "stripe", "1");
        book(BookingKind::Payout, "stripe", "1");
        book(BookingKind::Payout, "strip", "e1");
        book(BookingKind::Payout, "stripe", "2");
        QCOMPARE(proof(), std::string());
    }

    void theFirstLineWithAKeyThatWasThereIsNamed()
    {
        for (const char* id : {"a", "b", "c", "b", "a"})
            topUp("stripe", id);
        QCOMPARE(proof(), std::string("topups 4: its rail and external id had its effect in line 2"));
        QCOMPARE(proof(), std::string());
        for (const char* reference : {"a", "b", "a"})
            book(BookingKind::Grant, "", reference);
        QCOMPARE(proof(), std::string("bookings 3: its reference had its effect in line 1"));
    }

    // Their order counts them.
    void extensionsAreNotKept()
    {
        book(BookingKind::Extension, "7", "1");
        book(BookingKind::Extension, "7", "1");
        QCOMPARE(proof(), std::string());
    }
};

QTEST_GUILESS_MAIN(EffectKeysTest)
#include "effectkeys_test.moc"
