// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/localdaemon.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>

namespace gotoai::client {
namespace {

constexpr int kEndingMs = 4'000;
constexpr qsizetype kMaxErrors = 64 * 1024;

Secret takeSecret(const QJsonObject& object, QStringView name)
{
    return Secret(object.value(name).toString().toStdString());
}

Secret readFirstToken(const QString& path)
{
    QFile file(path);
    if (path.isEmpty() || !file.open(QIODevice::ReadOnly))
        return {};
    return takeSecret(QJsonDocument::fromJson(file.readAll()).object(), u"admin_token");
}

// Why it ended, by the last line of its log: {"at":…,"level":"error","event":…,"reason":…}.
QString reasonIn(const QByteArray& log)
{
    const QList<QByteArray> lines = log.trimmed().split('\n');
    const QString reason = QJsonDocument::fromJson(lines.last()).object().value(u"reason").toString();
    return reason.isEmpty() ? QString::fromUtf8(lines.last()) : reason;
}

} // namespace

LocalDaemon::LocalDaemon(QObject* parent)
    : QObject(parent)
{
    connect(&m_process, &QProcess::readyReadStandardOutput, this, &LocalDaemon::read);
    connect(&m_process, &QProcess::finished, this, &LocalDaemon::ended);
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error != QProcess::FailedToStart)
            return; // finished() follows
        setState(State::Stopped);
        Q_EMIT failed(tr("The daemon could not be started: %1.").arg(m_process.errorString()));
    });
    connect(&m_process, &QProcess::readyReadStandardError, this, [this] {
        // Kept for the reason of an early end only.
        m_errors.append(m_process.readAllStandardError());
        if (m_errors.size() > kMaxErrors)
            m_errors = m_errors.last(kMaxErrors / 2);
    });
}

LocalDaemon::~LocalDaemon()
{
    m_process.disconnect();
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(kEndingMs / 2)) {
        m_process.terminate(); // each further one goes on to the drain's next step
        m_process.waitForFinished(kEndingMs / 2);
    }
}

QString LocalDaemon::findProgram()
{
    const QString beside = QCoreApplication::applicationDirPath() + QStringLiteral("/gotoaid");
    return QFileInfo(beside).isExecutable() ? beside : QStandardPaths::findExecutable(QStringLiteral("gotoaid"));
}

void LocalDaemon::start(const Options& options)
{
    if (m_state != State::Stopped)
        return;
    const QString program = options.program.isEmpty() ? findProgram() : options.program;
    if (program.isEmpty()) {
        Q_EMIT failed(tr("There is no gotoaid on this computer, neither beside the console nor on the path."));
        return;
    }
    m_supply = options.supply;
    m_line.clear();
    m_errors.clear();
    QStringList arguments{QStringLiteral("serve")};
    const QString any = options.supply == Supply::Own ? QString() : QStringLiteral("127.0.0.1:0");
    const auto listen = [&arguments, &any](const QString& flag, const QString& address) {
        if (const QString chosen = address.isEmpty() ? any : address; !chosen.isEmpty())
            arguments << flag << chosen;
    };
    listen(QStringLiteral("--listen"), options.listen);
    listen(QStringLiteral("--admin-listen"), options.adminListen);
    QString directory = options.dataDirectory;
    if (directory.isEmpty() && options.supply == Supply::DemoDay) { // yesterday's would end yesterday
        m_day = std::make_unique<QTemporaryDir>();
        directory = m_day->filePath(QStringLiteral("data"));
    }
    if (!directory.isEmpty())
        arguments << QStringLiteral("--data-dir") << directory;
    if (options.supply == Supply::Demo)
        arguments << QStringLiteral("--demo");
    else if (options.supply == Supply::DemoDay)
        arguments << (options.dayOrders > 0 ? QStringLiteral("--demo-day=%1").arg(options.dayOrders)
                                            : QStringLiteral("--demo-day"));
    setState(State::Starting);
    m_process.start(program, arguments);
    m_process.closeWriteChannel();
}

void LocalDaemon::stop()
{
    if (m_state == State::Stopped)
        return;
    setState(State::Stopping);
    m_process.terminate();
}

void LocalDaemon::read()
{
    m_line.append(m_process.readAllStandardOutput());
    const qsizetype end = m_line.indexOf('\n');
    if (end < 0 || m_state != State::Starting)
        return;
    takeReadyLine(m_line.first(end));
    wipeMemory(m_line.data(), static_cast<std::size_t>(m_line.size()));
    m_line.clear();
}

void LocalDaemon::takeReadyLine(const QByteArray& line)
{
    const QJsonObject object = QJsonDocument::fromJson(line).object();
    const QUrl admin(object.value(u"admin").toString());
    if (object.value(u"event").toString() != u"ready" || !admin.isValid() || admin.host().isEmpty()) {
        stop();
        Q_EMIT failed(tr("What was started is not a GotoAI daemon."));
        return;
    }
    const bool isDemo = m_supply != Supply::Own;
    const Profile profile{.id = isDemo ? kDemoProfile : kLocalProfile,
                          .name = isDemo ? tr("Demo") : tr("This computer"),
                          .adminUrl = admin,
                          .gatewayUrl = QUrl(object.value(u"gateway").toString())};
    Secret token = takeSecret(object, u"admin_token");
    if (token.isEmpty())
        token = readFirstToken(object.value(u"first_run").toString());
    setState(State::Running);
    Q_EMIT ready(profile, token, takeSecret(object, u"api_key"));
}

void LocalDaemon::ended()
{
    const State before = m_state;
    setState(State::Stopped);
    if (before == State::Starting)
        Q_EMIT failed(tr("The daemon did not start: %1").arg(reasonIn(m_errors)));
    else if (before == State::Running)
        Q_EMIT failed(tr("The daemon has ended: %1").arg(reasonIn(m_errors)));
}

void LocalDaemon::setState(State state)
{
    if (std::exchange(m_state, state) != state)
        Q_EMIT stateChanged();
}

} // namespace gotoai::client
