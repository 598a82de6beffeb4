// SPDX-License-Identifier: GPL-3.0-or-later
#include "webhooks/webhookstore.h"

#include "support/manualclock.h"
#include "support/scratchstore.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace gotoai;
using namespace gotoai::webhooks;
using alerts::Severity;

class WebhookStoreTest : public QObject
{
    Q_OBJECT

private:
    test::ManualClock m_clock;
    std::unique_ptr<test::ScratchStore> m_scratch;
    std::unique_ptr<WebhookStore> m_store;

    void open()
    {
        auto database = m_scratch->openDatabase();
        auto rows = loadWebhooks(database, m_scratch->ring());
        QVERIFY2(rows, rows ? "" : rows.error().detail.c_str());
        m_store = std::make_unique<WebhookStore>(*std::move(rows), m_scratch->ring(), m_scratch->writer(),
                                                 m_scratch->queue(), m_clock);
    }
    void reopen()
    {
        m_store.reset();
        m_scratch->stopWriter();
        open();
    }
    static WebhookDraft draft(std::vector<std::string> kinds = {}, Severity least = Severity::Notice)
    {
        return {.name = "pager",
                .url = "https://pager.example/in?team=1",
                .kinds = std::move(kinds),
                .least = least,
                .allowsPrivateAddresses = false,
                .isEnabled = true};
    }
    Result<CreatedWebhook> create(WebhookDraft wanted)
    {
        return m_scratch->await<CreatedWebhook>([&](auto reply) { m_store->create(std::move(wanted), reply); });
    }
    Result<WebhookPtr> change(const WebhookId& id, std::int64_t version, const WebhookChange& wanted)
    {
        return m_scratch->await<WebhookPtr>([&](auto reply) { m_store->change(id, version, wanted, reply); });
    }
    Result<WebhookPtr> remove(const WebhookId& id, std::int64_t version)
    {
        return m_scratch->await<WebhookPtr>([&](auto reply) { m_store->remove(id, version, reply); });
    }
    alerts::Alert alert(const char* kind, Severity severity = Severity::Warning) const
    {
        return {.id = AlertId::make(m_clock.now()),
                .finding = {.kind = kind,
                            .severity = severity,
                            .subject = "acct_1",
                            .account = std::nullopt,
                            .facts = "the wallet has $1"},
                .firstSeenAt = m_clock.now(),
                .lastSeenAt = m_clock.now()};
    }
    // As the alert's own transaction does.
    void announce(const alerts::Alert& alert)
    {
        const auto done = m_scratch->await<bool>([&](auto reply) {
            storage::submitFunctions(m_scratch->writer(), m_scratch->queue(), m_store->announce(alert),
                                     [reply](Result<void> written) {
                                         if (written)
                                             reply(true);
                                         else
                                             reply(std::move(written).error());
                                     });
        });
        QVERIFY(done);
    }
    void sync()
    {
        (void)m_scratch->await<bool>([&](auto reply) {
            storage::submitFunctions(
                m_scratch->writer(), m_scratch->queue(), [](storage::Database&) -> Result<void> { return {}; },
                [reply](const Result<void>&) { reply(true); });
        });
    }

private Q_SLOTS:
    void init()
    {
        m_scratch = std::make_unique<test::ScratchStore>(webhookMigrations());
        open();
    }
    void cleanup()
    {
        m_store.reset();
        m_scratch.reset();
    }

    void keepsWhatItWasGivenAndSealsTheSecret()
    {
        const auto created = create(draft({"low_balance", "ledger_cut"}, Severity::Critical));
        QVERIFY(created);
        const WebhookId id = created->webhook->id;
        const std::string secret(created->secret.reveal());
        QCOMPARE(secret.size(), std::size_t{6 + 64});
        QVERIFY(secret.starts_with("whsec_"));
        reopen();
        const auto kept = m_store->webhook(id);
        QVERIFY(kept && kept->isEnabled && !kept->allowsPrivateAddresses);
        QCOMPARE(kept->name, "pager");
        QCOMPARE(kept->url, "https://pager.example/in?team=1");
        QVERIFY((kept->kinds == std::vector<std::string>{"low_balance", "ledger_cut"}));
        QVERIFY(kept->least == Severity::Critical);
        QCOMPARE(std::string(kept->secret.reveal()), secret);
        QVERIFY(m_scratch->bytesOnDisk().find(secret) == std::string::npos);
        const auto other = create(draft());
        QVERIFY(other->secret.reveal() != secret);
    }

    void changesAndForgets()
    {
        const auto created = create(draft());
        const WebhookId id = created->webhook->id;
        WebhookChange wish;
        wish.isEnabled = false;
        wish.url = "http://127.0.0.1:1/";
        QCOMPARE(change(id, 1, wish).error().param, "url");
        wish.allowsPrivateAddresses = true;
        QVERIFY(change(id, 1, wish));
        QCOMPARE(change(id, 1, wish).error().code, ErrorCode::VersionConflict);
        reopen();
        QVERIFY(!m_store->webhook(id)->isEnabled);
        QCOMPARE(m_store->webhook(id)->version, 2);
        QCOMPARE(std::string(m_store->webhook(id)->secret.reveal()), std::string(created->secret.reveal()));
        QVERIFY(remove(id, 2));
        QCOMPARE(remove(id, 2).error().code, ErrorCode::NotFound);
        reopen();
        QVERIFY(m_store->webhooks().empty());
    }

    void refusesWhatIsWrong_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("param");
        const auto row = [](const char* what, const char* name, const char* url, const char* kind, const char* param) {
            QTest::newRow(what) << name << url << kind << param;
        };
        row("no name", "", "https://a.example/", "a", "name");
        row("control", "a\nb", "https://a.example/", "a", "name");
        row("no scheme", "a", "a.example", "a", "url");
        row("other scheme", "a", "file:///etc/passwd", "a", "url");
        row("in clear", "a", "http://a.example/", "a", "url");
        row("user", "a", "https://me:pw@a.example/", "a", "url");
        row("fragment", "a", "https://a.example/#x", "a", "url");
        row("no host", "a", "https://?x", "a", "url");
        row("bad port", "a", "https://a.example:99999/", "a", "url");
        row("kind", "a", "https://a.example/", "Low Balance", "kinds");
        row("empty kind", "a", "https://a.example/", "", "kinds");
    }
    void refusesWhatIsWrong()
    {
        QFETCH(QString, name);
        QFETCH(QString, url);
        QFETCH(QString, kind);
        QFETCH(QString, param);
        WebhookDraft wrong = draft({kind.toStdString()});
        wrong.name = name.toStdString();
        wrong.url = url.toStdString();
        const auto refused = create(wrong);
        QVERIFY(!refused);
        QCOMPARE(refused.error().param, param.toStdString());
    }

    void hasABound()
    {
        for (std::size_t i = 0; i < WebhookStore::kMostWebhooks; ++i)
            QVERIFY(create(draft()));
        QCOMPARE(create(draft()).error().code, ErrorCode::Conflict);
    }

    void tellsEachWhatItWants()
    {
        const WebhookId all = create(draft())->webhook->id;
        const WebhookId grave = create(draft({}, Severity::Critical))->webhook->id;
        const WebhookId kind = create(draft({"low_balance"}))->webhook->id;
        WebhookDraft disabled = draft();
        disabled.isEnabled = false;
        const WebhookId off = create(disabled)->webhook->id;
        announce(alert("low_balance"));
        announce(alert("ledger_cut", Severity::Critical));
        reopen();
        QCOMPARE(m_store->waitingCount(all), std::size_t{2});
        QCOMPARE(m_store->waitingCount(grave), std::size_t{1});
        QCOMPARE(m_store->waitingCount(kind), std::size_t{1});
        QCOMPARE(m_store->waitingCount(off), std::size_t{0});
    }

    void whatIsSentSaysWhatHappened()
    {
        QVERIFY(create(draft()));
        alerts::Alert over = alert("low_balance");
        announce(over);
        over.acknowledgedAt = m_clock.now();
        over.acknowledgedBy = "gotoaid";
        announce(over);
        QStringList types;
        for (const auto& [id, delivery] : m_store->waiting()) {
            const auto body = QJsonDocument::fromJson(QByteArray::fromStdString(delivery.body)).object();
            QCOMPARE(body.value(QLatin1String("id")).toString().toStdString(), id.toString());
            types << body.value(QLatin1String("type")).toString();
            const auto told = body.value(QLatin1String("alert")).toObject();
            QCOMPARE(told.value(QLatin1String("id")).toString().toStdString(), over.id.toString());
            QCOMPARE(told.value(QLatin1String("facts")).toString(), QLatin1String("the wallet has $1"));
        }
        types.sort();
        QCOMPARE(types, (QStringList{QStringLiteral("alert.over"), QStringLiteral("alert.raised")}));
    }

    void deliveriesSurviveUntilTheyEnd()
    {
        const WebhookId hook = create(draft())->webhook->id;
        announce(alert("low_balance"));
        const DeliveryId id = m_store->waiting().begin()->first;
        const Instant later = m_clock.now() + std::chrono::seconds(5);
        m_store->postpone(id, later);
        sync();
        reopen();
        QCOMPARE(m_store->waiting().at(id).attempts, 1);
        QVERIFY(m_store->waiting().at(id).nextAt == later);
        QVERIFY(!m_store->last(hook));
        m_store->end(id, {.at = later, .isDelivered = false, .attempts = 8, .status = 500, .error = "it answered 500"});
        sync();
        reopen();
        QVERIFY(m_store->waiting().empty());
        const auto last = m_store->last(hook);
        QVERIFY(last && last->at == later && !last->isDelivered);
        QCOMPARE(last->attempts, 8);
        QCOMPARE(last->status, 500);
        QCOMPARE(last->error, "it answered 500");
    }

    void whatWaitsGoesWithItsWebhook()
    {
        const WebhookId hook = create(draft())->webhook->id;
        announce(alert("low_balance"));
        const auto late = m_store->announce(alert("low_balance")); // written when the webhook is gone
        QVERIFY(remove(hook, 1));
        QVERIFY(m_store->waiting().empty());
        const auto written = m_scratch->await<bool>([&](auto reply) {
            storage::submitFunctions(m_scratch->writer(), m_scratch->queue(), late,
                                     [reply](const Result<void>& done) { reply(done.has_value()); });
        });
        QVERIFY2(written && *written, "an alert is never lost for a webhook that is gone");
        reopen();
        QVERIFY(m_store->waiting().empty());
    }

    void waitingIsBounded()
    {
        const WebhookId hook = create(draft())->webhook->id;
        for (std::size_t i = 0; i < WebhookStore::kMostWaiting + 5; ++i)
            (void)m_store->announce(alert("low_balance"));
        QCOMPARE(m_store->waitingCount(hook), WebhookStore::kMostWaiting);
    }

    void secretsFollowTheMasterKey()
    {
        const auto created = create(draft());
        m_store.reset();
        m_scratch->stopWriter();
        const crypto::KeyRing old = m_scratch->ring();
        auto database = m_scratch->openDatabase();
        m_scratch->ring() = old.withNewKey();
        QCOMPARE(*rewrapWebhookSecrets(database, m_scratch->ring(), 10), std::size_t{1});
        QCOMPARE(*rewrapWebhookSecrets(database, m_scratch->ring(), 10), std::size_t{0});
        QVERIFY2(!loadWebhooks(database, old), "the old key alone opens it no more");
        const auto rows = loadWebhooks(database, m_scratch->ring());
        QCOMPARE(std::string(rows->webhooks.at(0)->secret.reveal()), std::string(created->secret.reveal()));
    }
};

QTEST_GUILESS_MAIN(WebhookStoreTest)
#include "webhookstore_test.moc"
