// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/keysetlist.h"
#include "protocol/statement.h"

namespace gotoai::billing {

// A statement's lines, newest first, each with the balance behind it; with every page comes the frame around them.
class StatementList : public client::KeysetList<protocol::StatementLine>
{
    Q_OBJECT

public:
    StatementList(client::DaemonClient& daemon, const AccountId& account, QObject* parent = nullptr);

    QString path() const { return m_path; }

Q_SIGNALS:
    void frameRead(const gotoai::protocol::Statement& statement); // its lines are those of a page

protected:
    client::Call fetch(const QUrlQuery& query, std::function<void(client::Answer<Page>)> then) override;

private:
    client::DaemonClient& m_daemon;
    const QString m_path;
};

} // namespace gotoai::billing
