// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"

#include <QObject>
#include <QString>

#include <functional>
#include <map>

namespace gotoai::client {

// A secret as the keyring had it; empty when there was none, or with the reason why it could not be had.
struct Kept
{
    Secret secret;
    QString whyNot{}; // a translated sentence; empty: the keyring works
};

// The desktop's keyring, asynchronously. Without one (no Secret Service on the session bus) secrets are kept in memory
// for as long as the program runs, and each answer says why. Replies are dropped when `context` dies.
class Keyring : public QObject
{
    Q_OBJECT

public:
    enum class Backend { Desktop, MemoryOnly };
    explicit Keyring(QObject* parent = nullptr, Backend backend = Backend::Desktop);

    void read(const QString& name, QObject* context, std::function<void(Kept)> then);
    // `then` is given why it is kept in memory only; empty: it is in the keyring.
    void write(const QString& name, Secret secret, QObject* context, std::function<void(QString)> then);
    void remove(const QString& name);

private:
    Secret remembered(const QString& name) const;
    void forget(const QString& name) { m_remembered.erase(name); }

    const Backend m_backend;
    std::map<QString, Secret> m_remembered;
};

} // namespace gotoai::client
