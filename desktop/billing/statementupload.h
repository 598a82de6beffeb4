// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "billing/statementpieces.h"
#include "client/daemonclient.h"
#include "protocol/reconciliation.h"

namespace gotoai::billing {

// Sends a provider's statement, piece after piece. A piece that was taken before adds nothing, so that a statement that
// stopped half-way is simply sent again.
class StatementUpload : public QObject
{
    Q_OBJECT

public:
    StatementUpload(client::DaemonClient& daemon, const QUrlQuery& query, const QByteArray& type,
                    std::vector<StatementPiece> pieces, QObject* parent); // one piece at least

    void sendNext();

Q_SIGNALS:
    void advanced(int sent, int of);
    void ended(const gotoai::protocol::ProviderStatement& statement);
    void failed(const QString& sentence);

private:
    void take(const client::Answer<protocol::ProviderStatement>& statement);

    client::DaemonClient& m_daemon;
    const QUrlQuery m_query;
    const QByteArray m_type;
    const std::vector<StatementPiece> m_pieces;
    std::size_t m_sent = 0;
};

} // namespace gotoai::billing
