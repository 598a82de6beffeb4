// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/daemonclient.h"
#include "protocol/account.h"
#include "protocol/endpoint.h"
#include "protocol/key.h"
#include "protocol/page.h"
#include "protocol/provider.h"

#include <map>
#include <set>
#include <vector>

namespace gotoai::client {

// The names behind the ids of orders and reports: providers, accounts and keys, and the models that are served. What
// the caller may not read stays unknown, and is shown by its id.
class Names : public QObject
{
    Q_OBJECT

public:
    static constexpr int kMostPages = 20; // of each list, of 500

    explicit Names(DaemonClient& client, QObject* parent = nullptr);

    void read(); // anew

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
    template<class T>
    void readList(const QString& path, const QString& cursor, int pages, std::function<void(const T&)> take);

    DaemonClient& m_client;
    std::map<ProviderId, QString> m_providers;
    std::map<AccountId, QString> m_accounts;
    std::map<KeyId, QString> m_keys;
    std::set<QString> m_models;
};

} // namespace gotoai::client
