// SPDX-License-Identifier: GPL-3.0-or-later
#include "requests/orderexport.h"

#include "requests/ordercolumns.h"
#include "widgets/csv.h"

namespace gotoai::requests {

OrderExport::OrderExport(client::DaemonClient& daemon, const client::Names& names, const QUrlQuery& filter,
                         const QString& path, QObject* parent)
    : QObject(parent)
    , m_daemon(daemon)
    , m_names(names)
    , m_filter(filter)
    , m_file(path)
{}

void OrderExport::start()
{
    if (!m_file.open(QIODevice::WriteOnly))
        return end(tr("The file cannot be written: %1").arg(m_file.errorString()));
    m_file.write(widgets::csvRecord(exportTitles()));
    readPage({});
}

void OrderExport::cancel()
{
    m_call.cancel();
    end(tr("The export was stopped; no file was written."));
}

void OrderExport::readPage(const QString& cursor)
{
    QUrlQuery query = m_filter;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    if (!cursor.isEmpty())
        query.addQueryItem(QStringLiteral("cursor"), cursor);
    m_call = m_daemon.get<protocol::Page<protocol::Order>>(
        QStringLiteral("orders"), query, this,
        [this](const client::Answer<protocol::Page<protocol::Order>>& page) { take(page); });
}

void OrderExport::take(const client::Answer<protocol::Page<protocol::Order>>& page)
{
    if (!page)
        return end(client::sentence(page.failure()));
    for (const protocol::Order& order : page->data)
        m_file.write(widgets::csvRecord(exportFields(order, m_names)));
    m_count += static_cast<qint64>(page->data.size());
    Q_EMIT progressed(m_count);
    if (page->nextCursor)
        return readPage(QString::fromStdString(*page->nextCursor));
    if (!m_file.commit())
        return end(tr("The file cannot be written: %1").arg(m_file.errorString()));
    Q_EMIT finished(m_count);
    deleteLater();
}

void OrderExport::end(const QString& failure)
{
    m_file.cancelWriting();
    Q_EMIT failed(failure);
    deleteLater();
}

} // namespace gotoai::requests
