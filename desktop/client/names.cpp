// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/names.h"

namespace gotoai::client {

Names::Names(DaemonClient& client, QObject* parent)
    : QObject(parent)
    , m_client(client)
{}

template<class T>
void Names::readList(const QString& path, const QString& cursor, int pages, std::function<void(const T&)> take)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    if (!cursor.isEmpty())
        query.addQueryItem(QStringLiteral("cursor"), cursor);
    m_client.get<protocol::Page<T>>(
        path, query, this, [this, path, pages, take = std::move(take)](Answer<protocol::Page<T>> page) {
            if (!page)
                return; // ids are shown instead
            for (const T& each : page->data)
                take(each);
            if (page->nextCursor && pages > 1)
                readList<T>(path, QString::fromStdString(*page->nextCursor), pages - 1, take);
            Q_EMIT changed();
        });
}

void Names::read()
{
    readList<protocol::Provider>(QStringLiteral("providers"), {}, kMostPages, [this](const protocol::Provider& each) {
        m_providers[each.id] = QString::fromStdString(each.name);
    });
    readList<protocol::Account>(QStringLiteral("accounts"), {}, kMostPages, [this](const protocol::Account& each) {
        m_accounts[each.id] = QString::fromStdString(each.name);
    });
    readList<protocol::Key>(QStringLiteral("keys"), {}, kMostPages, [this](const protocol::Key& each) {
        m_keys[each.id] = QString::fromStdString(each.label);
    });
    readList<protocol::Endpoint>(QStringLiteral("endpoints"), {}, kMostPages, [this](const protocol::Endpoint& each) {
        m_models.insert(QString::fromStdString(each.model));
    });
}

} // namespace gotoai::client
