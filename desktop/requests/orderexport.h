// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/names.h"
#include "protocol/order.h"

#include <QSaveFile>

namespace gotoai::requests {

// Writes every order that a filter lets pass into a CSV file, page by page, newest first. The file appears whole or not
// at all. Deletes itself at its end.
class OrderExport : public QObject
{
    Q_OBJECT

public:
    OrderExport(client::DaemonClient& daemon, const client::Names& names, const QUrlQuery& filter, const QString& path,
                QObject* parent);

    void start();
    void cancel();

Q_SIGNALS:
    void progressed(qint64 orders);
    void finished(qint64 orders);
    void failed(const QString& sentence);

private:
    void readPage(const QString& cursor);
    void take(const client::Answer<protocol::Page<protocol::Order>>& page);
    void end(const QString& failure);

    client::DaemonClient& m_daemon;
    const client::Names& m_names;
    const QUrlQuery m_filter;
    QSaveFile m_file;
    client::Call m_call;
    qint64 m_count = 0;
};

} // namespace gotoai::requests
