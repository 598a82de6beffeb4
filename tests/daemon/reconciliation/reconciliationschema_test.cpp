// SPDX-License-Identifier: GPL-3.0-or-later
#include "reconciliation/reconciliationtable.h"

#include "reconciliation/subject.h"
#include "support/scratchstore.h"

#include <QTest>

using namespace gotoai;
using namespace gotoai::reconciliation;
using State = Difference::State;

namespace {

const Instant kNoon = fromMicroseconds(1'790'000'000'000'000);

} // namespace

class ReconciliationSchemaTest : public QObject
{
    Q_OBJECT

private:
    const ProviderId m_provider = ProviderId::make(kNoon);

    // As a program of the first version left them.
    void insertRun(storage::Database& database) const
    {
        auto insert = database.prepare(
            "INSERT INTO reconciliations VALUES (1, ?1, ?2, NULL, 1, 2, 'done', '', 3, 3, 0, 1, 2, 'tok_test')");
        QVERIFY(insert.has_value());
        const auto id = ReconciliationId::make(kNoon);
        QVERIFY(insert->bind(1, id.bytes()).bind(2, m_provider.bytes()).run());
    }
    DifferenceId insertOld(storage::Database& database, const std::optional<OrderId>& order, const char* externalId,
                           const char* state, const std::optional<BookingId>& booking = {}) const
    {
        auto insert = database.prepare(
            "INSERT INTO reconciliation_differences (id, reconciliation, class, order_id, attempt, external_id, model,"
            " at_us, attempts, rows, billed_pico, apart_nano, state, note, booking, resolved_by, resolved_us)"
            " VALUES (?1, 1, 2, ?2, 3, ?3, 'a/b', ?4, 1, 1, 77, 500, ?5, 'n', ?6, 'tok_test', ?7)");
        if (!insert)
            qFatal("the old table is another");
        const auto id = DifferenceId::make(kNoon);
        insert->bind(1, id.bytes());
        order ? insert->bind(2, order->bytes()) : insert->bind(2, std::nullopt);
        insert->bind(3, externalId).bind(4, toMicroseconds(kNoon)).bind(5, state);
        booking ? insert->bind(6, booking->bytes()) : insert->bind(6, std::nullopt);
        std::string_view(state) == "open" ? insert->bind(7, std::nullopt) : insert->bind(7, toMicroseconds(kNoon));
        if (!insert->run())
            qFatal("the old table refuses the row");
        return id;
    }

private Q_SLOTS:
    // What they are about is found out, so that nothing is booked a second time.
    void takesOverDifferencesOfTheFirstVersion()
    {
        const test::ScratchStore store(reconciliationMigrations().first(1));
        auto database = store.openDatabase();
        insertRun(database);
        const auto order = OrderId::make(kNoon);
        const auto booking = BookingId::make(kNoon);
        const auto booked = insertOld(database, order, "up-1", "booked", booking);
        const auto open = insertOld(database, {}, "up-2", "open");
        const auto explained = insertOld(database, {}, "", "explained");

        QVERIFY(storage::migrate(database, reconciliationMigrations()));
        const auto first = readDifference(database, booked);
        QVERIFY(first.has_value());
        QCOMPARE(first->difference.subject, attemptSubject(order, 3));
        QVERIFY(first->difference.state == State::Booked && first->difference.booking == booking);
        QCOMPARE(first->difference.apart.nano(), 500);
        QVERIFY(first->difference.resolvedAt == kNoon);
        const auto second = readDifference(database, open);
        QVERIFY(second.has_value());
        QCOMPARE(second->difference.subject, requestSubject(m_provider, kNoon, "up-2"));
        QVERIFY(second->difference.state == State::Open && !second->difference.resolvedAt);
        const auto third = readDifference(database, explained);
        QVERIFY(third.has_value());
        QCOMPARE(third->difference.subject, daySubject(m_provider, kNoon, "a/b"));
        QVERIFY(third->difference.state == State::Explained);
        QVERIFY(storage::migrate(database, reconciliationMigrations())); // and once more changes nothing
        QVERIFY(readDifference(database, booked).has_value());
    }
};

QTEST_APPLESS_MAIN(ReconciliationSchemaTest)
#include "reconciliationschema_test.moc"
