// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/daemonclient.h"
#include "client/eventstream.h"
#include "protocol/account.h"
#include "protocol/endpoint.h"
#include "protocol/key.h"
#include "protocol/page.h"
#include "protocol/provider.h"

#include <QObject>
#include <QTimer>

#include <set>
#include <vector>

namespace gotoai::client {

// Whom and what the daemon knows: accounts, keys, providers and endpoints, newest first, read whole and kept fresh by
// what it tells of its writes. Lists that the caller may not read stay empty, with the refusal. One for all pages.
class Directory : public QObject
{
    Q_OBJECT

public:
    enum class List { Accounts, Keys, Providers, Endpoints };
    Q_ENUM(List)

    static constexpr std::size_t kMost = 20'000; // of each; what is older is left out

    Directory(DaemonClient& daemon, EventStream& events, QObject* parent = nullptr);

    void read(); // all anew; what is known stays until then
    void read(List list);
    void forget();

    bool isRead(List list) const;                           // once at least
    bool isWhole(List list) const;                          // nothing was left out
    const std::optional<Failure>& failure(List list) const; // of the last reading

    const std::vector<protocol::Account>& accounts() const { return m_accounts.rows; }
    const std::vector<protocol::Key>& keys() const { return m_keys.rows; }
    const std::vector<protocol::Provider>& providers() const { return m_providers.rows; }
    const std::vector<protocol::Endpoint>& endpoints() const { return m_endpoints.rows; }
    // Null: not known.
    const protocol::Account* account(const AccountId& id) const { return find(m_accounts.rows, id); }
    const protocol::Key* key(const KeyId& id) const { return find(m_keys.rows, id); }
    const protocol::Provider* provider(const ProviderId& id) const { return find(m_providers.rows, id); }
    const protocol::Endpoint* endpoint(const EndpointId& id) const { return find(m_endpoints.rows, id); }

Q_SIGNALS:
    void changed(gotoai::client::Directory::List list); // also when it could not be read

private:
    template<class T>
    struct Part
    {
        List list;
        QString path;
        std::vector<T> rows{};
        std::vector<T> coming{};
        std::optional<Failure> failure{};
        bool isRead = false;
        bool isWhole = true;
        Call call{};
    };

    template<class T, class Id>
    static const T* find(const std::vector<T>& rows, const Id& id)
    {
        // Newest first: ids descend.
        const auto found = std::ranges::lower_bound(rows, id, std::greater<>(), &T::id);
        return found != rows.end() && found->id == id ? &*found : nullptr;
    }
    template<class Visit>
    auto visit(List list, Visit visit) const;
    template<class T>
    void begin(Part<T>& part);
    template<class T>
    void readPage(Part<T>& part, const std::optional<std::string>& cursor);
    template<class T>
    void take(Part<T>& part, Answer<protocol::Page<T>> page);
    template<class T>
    void finish(Part<T>& part);
    void note(const protocol::ConfigEvent& written);

    DaemonClient& m_daemon;
    Part<protocol::Account> m_accounts{List::Accounts, QStringLiteral("accounts")};
    Part<protocol::Key> m_keys{List::Keys, QStringLiteral("keys")};
    Part<protocol::Provider> m_providers{List::Providers, QStringLiteral("providers")};
    Part<protocol::Endpoint> m_endpoints{List::Endpoints, QStringLiteral("endpoints")};
    std::set<List> m_stale;
    QTimer m_rest; // one reading for writes that come together
};

} // namespace gotoai::client
