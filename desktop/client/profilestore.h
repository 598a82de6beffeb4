// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/profile.h"

#include <QList>
#include <QObject>
#include <QSettings>

#include <optional>

namespace gotoai::client {

// The profiles, in the settings file. No secret ever comes near it.
class ProfileStore : public QObject
{
    Q_OBJECT

public:
    // In the user's settings, or in the file.
    explicit ProfileStore(QObject* parent = nullptr);
    explicit ProfileStore(const QString& file, QObject* parent = nullptr);

    QList<Profile> profiles() const; // by name
    std::optional<Profile> profile(const QString& id) const;
    void save(const Profile& profile); // a new one, or instead of the one with the same id
    void remove(const QString& id);

    QString lastUsed() const;            // an id; empty: none
    void setLastUsed(const QString& id); // of a saved one; nothing else is remembered

Q_SIGNALS:
    void changed();

private:
    void read();
    void write();

    QSettings m_settings;
    QList<Profile> m_profiles;
};

} // namespace gotoai::client
