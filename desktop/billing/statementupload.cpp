// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/statementupload.h"

#include "widgets/display.h"

namespace gotoai::billing {

StatementUpload::StatementUpload(client::DaemonClient& daemon, const QUrlQuery& query, const QByteArray& type,
                                 std::vector<StatementPiece> pieces, QObject* parent)
    : QObject(parent)
    , m_daemon(daemon)
    , m_query(query)
    , m_type(type)
    , m_pieces(std::move(pieces))
{}

void StatementUpload::sendNext()
{
    Q_EMIT advanced(static_cast<int>(m_sent), static_cast<int>(m_pieces.size()));
    m_daemon.upload<protocol::ProviderStatement>(
        QStringLiteral("reconciliations/import"), m_query, {m_type, m_pieces[m_sent].text}, this,
        [this](const client::Answer<protocol::ProviderStatement>& statement) { take(statement); });
}

void StatementUpload::take(const client::Answer<protocol::ProviderStatement>& statement)
{
    if (!statement) {
        const QString why = client::sentence(statement.failure());
        const QString row = widgets::countText(m_pieces[m_sent].firstRow);
        const bool hasLines = m_type == "text/csv";
        Q_EMIT failed(m_sent == 0 ? why
                      : hasLines  ? tr("In the part from line %1 on: %2").arg(row, why)
                                  : tr("In the part from row %1 on: %2").arg(row, why));
        return;
    }
    if (++m_sent < m_pieces.size())
        return sendNext();
    Q_EMIT ended(*statement);
}

} // namespace gotoai::billing
