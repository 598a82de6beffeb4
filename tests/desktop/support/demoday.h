// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/localdaemon.h"
#include "client/session.h"

#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

#include <memory>

namespace gotoai::test {

inline constexpr int kPatience = 60'000; // ms, under ASan on a busy machine

// A daemon with a day of orders behind it, on free ports, and a session with it. Nothing is left on the machine.
class DemoDay
{
public:
    static constexpr int kOrders = 600; // or about so many: enough for every kind of them

    DemoDay()
    {
        QStandardPaths::setTestModeEnabled(true);
        QCoreApplication::setOrganizationName(QStringLiteral("GotoAI-test"));
        QCoreApplication::setApplicationName(QStringLiteral("demoday-%1").arg(QCoreApplication::applicationPid()));
        QObject::connect(&m_daemon, &client::LocalDaemon::ready, &m_daemon,
                         [this](const client::Profile& given, const Secret& token, const Secret& key) {
                             profile = given;
                             adminToken = token.copy();
                             apiKey = key.copy();
                         });
        QObject::connect(&m_daemon, &client::LocalDaemon::failed, &m_daemon,
                         [](const QString& why) { qWarning() << why; });
    }

    bool start()
    {
        m_daemon.start({.dataDirectory = m_directory.filePath(QStringLiteral("data")),
                        .supply = client::LocalDaemon::Supply::DemoDay,
                        .dayOrders = kOrders});
        return QTest::qWaitFor([this] { return m_daemon.state() == client::LocalDaemon::State::Running; }, kPatience);
    }
    bool stop()
    {
        m_daemon.stop();
        return QTest::qWaitFor([this] { return m_daemon.state() == client::LocalDaemon::State::Stopped; }, kPatience);
    }
    // Signs in as the operator; the playground's key is in the keyring.
    bool open()
    {
        keyring.write(client::keyName(profile), apiKey.copy(), &m_daemon, [](const QString&) {});
        session = std::make_unique<client::Session>(profiles, keyring);
        session->begin(profile, adminToken.copy(), &m_daemon, [](const auto&) {});
        return QTest::qWaitFor([this] { return session->isOpen(); }, kPatience);
    }
    QString path(const QString& name) const { return m_directory.filePath(name); }

    client::Profile profile;
    Secret adminToken;
    Secret apiKey;
    client::ProfileStore profiles;
    client::Keyring keyring{nullptr, client::Keyring::Backend::MemoryOnly};
    std::unique_ptr<client::Session> session;

private:
    QTemporaryDir m_directory;
    client::LocalDaemon m_daemon;
};

} // namespace gotoai::test
