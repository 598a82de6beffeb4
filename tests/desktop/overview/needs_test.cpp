// SPDX-License-Identifier: GPL-3.0-or-later
#include "overview/needs.h"

#include "client/session.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace gotoai;
using namespace gotoai::overview;

class NeedsTest final : public QObject
{
    Q_OBJECT

private:
    QTemporaryDir m_folder;
    client::ProfileStore m_profiles{m_folder.filePath(QStringLiteral("console.ini"))};
    client::Keyring m_keyring{nullptr, client::Keyring::Backend::MemoryOnly};
    client::Session m_session{m_profiles, m_keyring};

    using Alerts = std::optional<std::vector<protocol::Alert>>;

    // The first cells, and the second ones.
    QString told(const Alerts& alerts, const std::optional<protocol::SystemFigures>& figures,
                 const std::vector<protocol::KillSwitch>& stopped = {})
    {
        QStringList words;
        for (const auto& row : needRows(alerts, stopped, figures, m_session.directory()))
            words << row[0].text + QStringLiteral(": ") + row[1].text;
        return words.join(QStringLiteral("; "));
    }

private Q_SLOTS:
    void nothingWaitsOnlyWhenThatIsKnown()
    {
        const protocol::SystemFigures calm;
        QCOMPARE(told(Alerts(std::in_place), calm), QStringLiteral("calm: nothing waits for you"));
        QCOMPARE(told({}, calm), QStringLiteral("alerts: not known at the moment"));
        QCOMPARE(told(Alerts(std::in_place), {}), QStringLiteral("alerts: not known at the moment"));
    }

    void whatWaitsIsNamedFromTheWorst()
    {
        protocol::SystemFigures figures;
        figures.hasLedgerFailed = true;
        figures.ordersInDoubt = 2;
        protocol::Alert alert;
        alert.kind = "low_balance";
        alert.severity = "warning";
        alert.facts = "Acme has 0.50 USD left.";
        protocol::KillSwitch stop;
        stop.scope = "model";
        stop.target = "demo/fast";
        stop.reason = "leak";
        QCOMPARE(told(Alerts({alert}), figures, {stop}),
                 QStringLiteral("ledger: cannot be written: no orders are taken; low balance: Acme has 0.50 USD left.; "
                                "stopped: model demo/fast: leak; doubt: 2 order(s) wait for evidence"));
    }
};

QTEST_MAIN(NeedsTest)
#include "needs_test.moc"
