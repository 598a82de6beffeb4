// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "clearinghouse/sqliteledgerstore.h"
#include "control/adminapi.h"
#include "crypto/keyring.h"
#include "http/listener.h"
#include "requestlog/requestlog.h"
#include "support/finishedorders.h"
#include "support/manualclock.h"
#include "support/scriptedtransport.h"

#include <QEventLoop>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSocketNotifier>
#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace gotoai::test {

// JSON that is written with single quotes, so that values can be put in between.
inline QByteArray json(QByteArray text) { return text.replace('\'', '"'); }

struct AdminAnswer
{
    int status = 0;
    QByteArray body;
    QJsonObject json;
    QList<QNetworkReply::RawHeaderPair> headers;

    QByteArray header(const char* name) const;
    QString code() const { return json.value(QLatin1String("code")).toString(); }
    QString param() const { return json.value(QLatin1String("param")).toString(); }
    QString text(const char* member) const { return json.value(QLatin1String(member)).toString(); }
    qint64 number(const char* member) const { return json.value(QLatin1String(member)).toInteger(-1); }
    QJsonArray rows() const { return json.value(QLatin1String("data")).toArray(); }
};

// The admin API on a real listener over a real store in a temporary directory, and a client for it.
class AdminDaemon final : public control::Vitals
{
public:
    static constexpr const char* kPassword = "correct horse battery";
    static constexpr std::chrono::milliseconds kSessionLifetime = std::chrono::hours(12);
    using Headers = std::vector<std::pair<QByteArray, QByteArray>>;

    AdminDaemon();
    ~AdminDaemon() override;

    // As the administrator, unless the headers say who.
    AdminAnswer call(const char* method, const QString& path, const QByteArray& body = {}, const Headers& headers = {});
    AdminAnswer get(const QString& path) { return call("GET", path); }
    AdminAnswer post(const QString& path, const QByteArray& body, const Headers& headers = {})
    {
        return call("POST", path, body, headers);
    }
    AdminAnswer patch(const QString& path, const QByteArray& body, const Headers& headers = {})
    {
        return call("PATCH", path, body, headers);
    }

    static Headers bearer(const std::string& token);
    std::string makeToken(hypercore::Role role, const QString& account = {});
    // With kPassword.
    AdminAnswer makeUser(const QByteArray& email, const QByteArray& role, const QString& account = {});
    AdminAnswer signIn(const QByteArray& email, const QByteArray& password = kPassword);

    // Ids of things that a test needs beside what it is about.
    QString makeAccount();
    QString makeProvider();
    QString makeEndpoint(const QString& provider, const QByteArray& model = "gpt-4o-mini");

    // Runs `start` with a reply and the event loop until it has been called.
    template<class T>
    Result<T> await(const std::function<void(std::function<void(Result<T>)>)>& start);

    std::string bytesOnDisk() const;
    std::string ledgerPath() const { return path("ledger.db"); }
    std::uint16_t port() const { return m_listener->port(); }
    const std::string& token() const { return m_token; }
    QByteArray masterKey() const
    {
        return {reinterpret_cast<const char*>(m_ring.active().data()), crypto::kMasterKeySize};
    }
    control::AdminApi& api() { return *m_api; }
    requestlog::RequestLog& requestLog() { return *m_requestLog; }
    hypercore::Directory& directory() { return *m_directory; }
    alerts::AlertStore& alertStore() { return *m_alerts; }
    reconciliation::BooksGuard& booksGuard() { return *m_booksGuard; }
    webhooks::WebhookSender& webhookSender() { return *m_webhookSender; }
    clearinghouse::SqliteLedgerStore& ledger() { return *m_ledger; }
    storage::CompletionQueue& queue() { return m_queue; }
    ManualClock& clock() { return m_clock; }
    hypercore::KillSwitchStore& killSwitches() { return *m_killSwitches; }
    const supply::CatalogStore& catalog() const { return *m_catalog; }
    const supply::HealthBook& health() const { return m_health; }
    ScriptedTransport& transport() { return m_transport; } // of tests of endpoints

    bool isDraining() const override { return isDrainingNow; }
    std::vector<std::string> stalledParts() const override { return stalledNow; }
    control::Figures figures() const override { return figuresNow; }
    control::SystemFacts system() const override { return factsNow; }
    std::vector<control::SettingInForce> settings() const override { return settingsNow; }
    bool isDrainingNow = false;
    std::vector<std::string> stalledNow;
    control::Figures figuresNow;
    control::SystemFacts factsNow;
    std::vector<control::SettingInForce> settingsNow;
    control::OrderFeed orderFeed;

private:
    std::string path(const char* name) const { return m_directoryOnDisk.path().toStdString() + "/" + name; }

    QTemporaryDir m_directoryOnDisk;
    ManualClock m_clock;
    supply::HealthBook m_health{m_clock};
    hypercore::DoubtFigures m_doubtFigures;
    ScriptedTransport m_transport;
    FinishedOrders m_tests;
    crypto::KeyRing m_ring = crypto::KeyRing::make();
    storage::CompletionQueue m_queue;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::unique_ptr<clearinghouse::SqliteLedgerStore> m_ledger;
    std::unique_ptr<hypercore::Directory> m_directory;
    std::unique_ptr<hypercore::BudgetStore> m_budgets;
    std::unique_ptr<alerts::AlertStore> m_alerts;
    std::unique_ptr<webhooks::WebhookStore> m_webhooks;
    std::unique_ptr<webhooks::WebhookSender> m_webhookSender;
    std::unique_ptr<reconciliation::BooksGuard> m_booksGuard;
    std::unique_ptr<reconciliation::BooksAuditor> m_booksAuditor;
    std::unique_ptr<reconciliation::Reconciler> m_reconciler;
    std::unique_ptr<hypercore::UserStore> m_users;
    std::unique_ptr<hypercore::SessionStore> m_sessions;
    std::unique_ptr<hypercore::KillSwitchStore> m_killSwitches;
    std::unique_ptr<supply::CatalogStore> m_catalog;
    std::unique_ptr<masterkey::KeyRotation> m_keyRotation;
    std::unique_ptr<requestlog::RequestLog> m_requestLog;
    std::unique_ptr<control::ReaderPool> m_readers;
    std::unique_ptr<control::ReaderPool> m_requestReaders;
    std::unique_ptr<hypercore::Prober> m_prober;
    std::unique_ptr<control::AdminApi> m_api;
    std::unique_ptr<http::Listener> m_listener;
    QNetworkAccessManager m_client;
    std::string m_token;
};

template<class T>
Result<T> AdminDaemon::await(const std::function<void(std::function<void(Result<T>)>)>& start)
{
    QEventLoop loop;
    std::optional<Result<T>> answer;
    start([&](Result<T> result) {
        answer.emplace(std::move(result));
        loop.quit();
    });
    if (!answer)
        loop.exec();
    return *std::move(answer);
}

} // namespace gotoai::test
