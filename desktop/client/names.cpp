// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/names.h"

namespace gotoai::client {

Names::Names(const Directory& directory, QObject* parent)
    : QObject(parent)
    , m_directory(directory)
{
    for (const auto list :
         {Directory::List::Accounts, Directory::List::Keys, Directory::List::Providers, Directory::List::Endpoints})
        take(list);
    connect(&directory, &Directory::changed, this, [this](Directory::List list) {
        take(list);
        Q_EMIT changed();
    });
}

void Names::take(Directory::List list)
{
    const auto named = [](auto& names, const auto& rows, auto text) {
        names.clear();
        for (const auto& row : rows)
            names.emplace(row.id, QString::fromStdString(row.*text));
    };
    switch (list) {
    case Directory::List::Accounts: return named(m_accounts, m_directory.accounts(), &protocol::Account::name);
    case Directory::List::Keys: return named(m_keys, m_directory.keys(), &protocol::Key::label);
    case Directory::List::Providers: return named(m_providers, m_directory.providers(), &protocol::Provider::name);
    case Directory::List::Endpoints:
        m_models.clear();
        for (const protocol::Endpoint& endpoint : m_directory.endpoints())
            m_models.insert(QString::fromStdString(endpoint.model));
        return;
    }
}

} // namespace gotoai::client
