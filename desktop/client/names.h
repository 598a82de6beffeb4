// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/directory.h"

#include <map>
#include <set>

namespace gotoai::client {

// The names behind the ids of orders and reports, of what the directory knows: providers, accounts and keys, and the
// models that are served. What the caller may not read stays unknown, and is shown by its id.
class Names : public QObject
{
    Q_OBJECT

public:
    // Outlived by `directory`.
    explicit Names(const Directory& directory, QObject* parent = nullptr);

    const std::map<ProviderId, QString>& providers() const { return m_providers; }
    const std::map<AccountId, QString>& accounts() const { return m_accounts; }
    const std::map<KeyId, QString>& keys() const { return m_keys; }
    const std::set<QString>& models() const { return m_models; }
    QString provider(const ProviderId& id) const { return nameOf(m_providers, id); }
    QString account(const AccountId& id) const { return nameOf(m_accounts, id); }
    QString key(const KeyId& id) const { return nameOf(m_keys, id); }

Q_SIGNALS:
    void changed();

private:
    template<class Id>
    static QString nameOf(const std::map<Id, QString>& names, const Id& id)
    {
        const auto found = names.find(id);
        return found == names.end() ? QString::fromStdString(id.toString()) : found->second;
    }
    void take(Directory::List list);

    const Directory& m_directory;
    std::map<ProviderId, QString> m_providers;
    std::map<AccountId, QString> m_accounts;
    std::map<KeyId, QString> m_keys;
    std::set<QString> m_models;
};

} // namespace gotoai::client
