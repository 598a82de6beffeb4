// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/keyring.h"

#include <QPointer>
#include <QTimer>
#include <qt6keychain/keychain.h>

namespace gotoai::client {
namespace {

const QString kService = QStringLiteral("GotoAI");

QString memoryOnly()
{
    return Keyring::tr("Tokens are remembered until you close the console: this desktop has no keyring to keep them.");
}

QString whyNot(const QKeychain::Job& job)
{
    switch (job.error()) {
    case QKeychain::NoError:
    case QKeychain::EntryNotFound: return {};
    case QKeychain::AccessDenied:
    case QKeychain::AccessDeniedByUser: return Keyring::tr("The keyring is locked, so the token is asked for.");
    default: return memoryOnly();
    }
}

} // namespace

Keyring::Keyring(QObject* parent, Backend backend)
    : QObject(parent)
    , m_backend(backend)
{}

Secret Keyring::remembered(const QString& name) const
{
    const auto found = m_remembered.find(name);
    return found == m_remembered.end() ? Secret() : found->second.copy();
}

void Keyring::read(const QString& name, QObject* context, std::function<void(Kept)> then)
{
    if (m_backend == Backend::MemoryOnly) {
        QTimer::singleShot(0, context, [this, name, then = std::move(then)] {
            then({remembered(name), memoryOnly()});
        });
        return;
    }
    auto* job = new QKeychain::ReadPasswordJob(kService, this);
    job->setKey(name);
    connect(job, &QKeychain::Job::finished, context, [this, job, name, then = std::move(then)] {
        QByteArray text = job->binaryData();
        Kept kept{Secret(text.toStdString()), whyNot(*job)};
        wipeMemory(text.data(), static_cast<std::size_t>(text.size()));
        if (kept.secret.isEmpty())
            kept.secret = remembered(name);
        then(std::move(kept));
    });
    job->start();
}

void Keyring::write(const QString& name, Secret secret, QObject* context, std::function<void(QString)> then)
{
    if (m_backend == Backend::MemoryOnly) {
        m_remembered.insert_or_assign(name, std::move(secret));
        QTimer::singleShot(0, context, [then = std::move(then)] { then(memoryOnly()); });
        return;
    }
    auto* job = new QKeychain::WritePasswordJob(kService, this);
    job->setKey(name);
    job->setBinaryData(QByteArray(secret.reveal().data(), static_cast<qsizetype>(secret.reveal().size())));
    m_remembered.insert_or_assign(name, std::move(secret));
    connect(job, &QKeychain::Job::finished, this,
            [this, job, name, then = std::move(then), target = QPointer<QObject>(context)] {
                const QString why = whyNot(*job);
                if (why.isEmpty())
                    forget(name);
                if (target)
                    then(why);
            });
    job->start();
}

void Keyring::remove(const QString& name)
{
    forget(name);
    if (m_backend == Backend::MemoryOnly)
        return;
    auto* job = new QKeychain::DeletePasswordJob(kService, this);
    job->setKey(name);
    job->start();
}

} // namespace gotoai::client
