// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include <QTest>

#include <algorithm>
#include <optional>

using namespace gotoai;
using namespace gotoai::clearinghouse;
using namespace std::chrono_literals;

// `?around=` as a client sees it: on every list that the document says has it.
class AroundTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QString m_account;
    QString m_other;
    Instant m_begin{};

    void reserve(const QString& account, const char* model)
    {
        Reservation reservation;
        reservation.order = OrderId::make(m_daemon->clock().now());
        reservation.account = *AccountId::parse(account.toStdString());
        reservation.key = KeyId::make(m_daemon->clock().now());
        reservation.model = model;
        reservation.hold = Money::fromNano(1'000);
        reservation.at = m_daemon->clock().now();
        const auto reserved = m_daemon->await<ReservationReceipt>(
            [&](auto reply) { m_daemon->ledger().reserve(reservation, m_daemon->queue(), reply); });
        QVERIFY(reserved);
    }
    void post(const char* resource, const QByteArray& body, int minute)
    {
        const QByteArray key = QByteArray(resource) + QByteArray::number(minute);
        const auto done =
            m_daemon->post(QLatin1String("/admin/v1/") + QLatin1String(resource), body, {{"idempotency-key", key}});
        QCOMPARE(done.status, 201);
    }

    static QLatin1String idNameOf(const QString& list)
    {
        return list.contains(QLatin1String("/audit")) ? QLatin1String("number") : QLatin1String("id");
    }
    static QStringList idsOf(const QString& list, const test::AdminAnswer& page)
    {
        QStringList ids;
        const auto rows = page.rows();
        for (const auto& row : rows)
            ids.append(row.toObject().value(idNameOf(list)).toVariant().toString());
        return ids;
    }
    test::AdminAnswer read(const QString& list, const QString& query)
    {
        return m_daemon->get(list + (list.contains(u'?') ? u'&' : u'?') + query);
    }
    // All that pages lead to from the one around something, newest first.
    QStringList walkFrom(const QString& list, const QString& around, int limit)
    {
        constexpr int kMostPages = 60;
        const QString size = QStringLiteral("limit=%1").arg(limit);
        const auto first = read(list, size + QLatin1String("&around=") + around);
        QStringList ids = idsOf(list, first);
        int pages = 0;
        for (QString next = first.text("next_cursor"); !next.isEmpty() && ++pages < kMostPages;) {
            const auto page = read(list, size + QLatin1String("&cursor=") + next);
            ids += idsOf(list, page);
            next = page.text("next_cursor");
        }
        for (QString previous = first.text("previous_cursor"); !previous.isEmpty() && ++pages < kMostPages;) {
            const auto page = read(list, size + QLatin1String("&cursor=") + previous);
            ids = idsOf(list, page) + ids;
            previous = page.text("previous_cursor");
        }
        return ids;
    }

private Q_SLOTS:
    // Six minutes, in each a top-up, a grant and an order, of one account and another by turns.
    void initTestCase()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_account = m_daemon->makeAccount();
        m_other = m_daemon->makeAccount();
        m_begin = m_daemon->clock().now();
        for (int minute = 0; minute < 6; ++minute) {
            const QString& account = minute % 2 == 0 ? m_account : m_other;
            const QByteArray body = "{'account':'" + account.toUtf8() + "','amount_usd':'1'";
            post("topups", test::json(body + "}"), minute);
            post("grants", test::json(body + ",'expires_at':'2100-01-01T00:00:00Z'}"), minute);
            reserve(account, minute < 3 ? "early" : "late");
            m_daemon->clock().advance(1min);
        }
    }
    void cleanupTestCase() { m_daemon.reset(); }

    void itsPagesLeadThroughTheWholeList_data()
    {
        QTest::addColumn<QString>("list");
        const auto row = [](const char* path) { QTest::newRow(path) << QString::fromLatin1(path); };
        row("/admin/v1/orders");
        row("/admin/v1/orders?model=early");
        row("/admin/v1/orders?account=OTHER");
        row("/admin/v1/transfers");
        row("/admin/v1/transfers?kind=topup");
        row("/admin/v1/transfers?account=OTHER");
        row("/admin/v1/topups");
        row("/admin/v1/topups?account=OTHER");
        row("/admin/v1/bookings");
        row("/admin/v1/bookings?kind=grant&account=OTHER");
        row("/admin/v1/bookings?kind=refund");
        row("/admin/v1/audit");
        row("/admin/v1/audit?route=/admin/v1/grants");
    }
    void itsPagesLeadThroughTheWholeList()
    {
        QFETCH(QString, list);
        list.replace(QLatin1String("OTHER"), m_other);
        const QStringList all = idsOf(list, read(list, QStringLiteral("limit=500")));
        QStringList places;
        for (const auto after : {-1min, 3min, 60min})
            places.append(QString::fromStdString(toRfc3339(m_begin + after)));
        if (!all.isEmpty())
            places << all.first() << all.at(all.size() / 2) << all.last();
        for (const int limit : {1, 4, 500})
            for (const QString& place : places)
                QCOMPARE(walkFrom(list, place, limit), all);
    }

    void aPageHasRowsOnBothSidesOfATime()
    {
        const auto page =
            read(QStringLiteral("/admin/v1/orders"),
                 QLatin1String("limit=4&around=") + QString::fromStdString(toRfc3339(m_begin + 2min + 30s)));
        const QStringList all = idsOf({}, read(QStringLiteral("/admin/v1/orders"), QStringLiteral("limit=500")));
        QCOMPARE(idsOf({}, page), all.mid(1, 4)); // of minutes 4, 3, 2 and 1
    }

    // A row that a filter leaves out is a place in the list all the same.
    void aPlaceMayBeAtWhatAFilterLeavesOut()
    {
        const QString early = QStringLiteral("/admin/v1/orders?model=early");
        const QStringList all = idsOf({}, read(QStringLiteral("/admin/v1/orders"), QStringLiteral("limit=500")));
        const auto page = read(early, QLatin1String("limit=2&around=") + all.first());
        QCOMPARE(idsOf({}, page), all.mid(3, 2));
    }

    void whatIsNotInTheListIsRefused_data()
    {
        QTest::addColumn<QString>("list");
        QTest::addColumn<QString>("id");
        const auto row = [](const char* list, const QString& id) {
            QTest::addRow("%s %s", list, qPrintable(id)) << QString::fromLatin1(list) << id;
        };
        const QString number = QStringLiteral("0123456789abcdef0123456789abcdef");
        const QString high = QStringLiteral("00000000000000007fffffffffffffff");
        row("/admin/v1/orders", QLatin1String("ord_") + number);
        row("/admin/v1/orders", QStringLiteral("7"));
        row("/admin/v1/transfers", QLatin1String("trf_") + number);
        row("/admin/v1/transfers", QLatin1String("trf_") + high);
        row("/admin/v1/transfers", QLatin1String("ord_") + number);
        row("/admin/v1/topups", QLatin1String("top_") + number);
        row("/admin/v1/bookings", QLatin1String("bkg_") + number);
        row("/admin/v1/audit", QStringLiteral("4000"));
        row("/admin/v1/audit", QStringLiteral("0"));
        row("/admin/v1/audit", QStringLiteral("9223372036854775807"));
    }
    void whatIsNotInTheListIsRefused()
    {
        QFETCH(QString, list);
        QFETCH(QString, id);
        const auto refused = read(list, QLatin1String("around=") + id);
        QCOMPARE(refused.status, 400);
        QCOMPARE(refused.param(), QLatin1String("around"));
    }

    // Members learn nothing of what others have, not even that it is there.
    void whatIsOfOthersIsRefusedAlike()
    {
        const auto member = test::AdminDaemon::bearer(m_daemon->makeToken(hypercore::Role::Member, m_other));
        for (const char* list : {"/admin/v1/orders", "/admin/v1/topups", "/admin/v1/bookings"}) {
            const QString path = QString::fromLatin1(list);
            const auto mine = idsOf(path, read(path, QLatin1String("account=") + m_account));
            const auto own = idsOf(path, read(path, QLatin1String("account=") + m_other));
            const auto around = [&](const QString& id) {
                return m_daemon->call("GET", path + QLatin1String("?around=") + id, {}, member);
            };
            QCOMPARE(around(mine.first()).param(), QLatin1String("around"));
            QCOMPARE(idsOf(path, around(own.first())), own);
        }
    }

    void notTogetherWithACursor()
    {
        const auto first = read(QStringLiteral("/admin/v1/topups"), QStringLiteral("limit=1"));
        const QString id = idsOf({}, first).first();
        const auto refused =
            read(QStringLiteral("/admin/v1/topups"),
                 QLatin1String("around=") + id + QLatin1String("&cursor=") + first.text("next_cursor"));
        QCOMPARE(refused.param(), QLatin1String("around"));
    }
};

QTEST_GUILESS_MAIN(AroundTest)
#include "around_test.moc"
