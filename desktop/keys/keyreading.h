// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/session.h"
#include "keys/keyrows.h"

#include <map>

namespace gotoai::keys {

// Gathers what the daemon knows of all keys: the directory's list, with budgets, kill switches and the last 30 days.
class KeyReading : public QObject
{
    Q_OBJECT

public:
    explicit KeyReading(client::Session& session, QObject* parent = nullptr);

    void read();
    bool isRead() const { return m_session.directory().isRead(client::Directory::List::Keys); }
    const std::optional<client::Failure>& failure() const;
    std::vector<KeyFacts> facts() const; // newest first
    std::optional<KeyFacts> factsOf(const QString& id) const;
    QDateTime readAt() const { return m_readAt; }

Q_SIGNALS:
    void changed();

private:
    void readBudgets();
    void readUsage();
    void takeUsage(const protocol::UsageReport& report);
    KeyFacts gather(const protocol::Key& key) const;

    struct Use
    {
        protocol::UsageFigures month;
        std::optional<Instant> last; // the bucket's begin
    };

    client::Session& m_session;
    std::vector<protocol::Budget> m_budgets;
    std::map<std::string, Use> m_use; // by the key's id
    bool m_hasUse = false;
    QDateTime m_readAt;
};

} // namespace gotoai::keys
