// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/directory.h"

#include <chrono>

namespace gotoai::client {
namespace {

constexpr std::chrono::milliseconds kRest{120};
constexpr int kPageRows = 500;

} // namespace

Directory::Directory(DaemonClient& daemon, EventStream& events, QObject* parent)
    : QObject(parent)
    , m_daemon(daemon)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        for (const List list : std::exchange(m_stale, {}))
            read(list);
    });
    connect(&events, &EventStream::configWritten, this, &Directory::note);
    connect(&events, &EventStream::wasReset, this, qOverload<>(&Directory::read));
}

template<class Visit>
auto Directory::visit(List list, Visit visit) const
{
    switch (list) {
    case List::Accounts: return visit(m_accounts);
    case List::Keys: return visit(m_keys);
    case List::Providers: return visit(m_providers);
    case List::Endpoints: break;
    }
    return visit(m_endpoints);
}

bool Directory::isRead(List list) const
{
    return visit(list, [](const auto& part) { return part.isRead; });
}

bool Directory::isWhole(List list) const
{
    return visit(list, [](const auto& part) { return part.isWhole; });
}

const std::optional<Failure>& Directory::failure(List list) const
{
    return *visit(list, [](const auto& part) { return &part.failure; });
}

void Directory::read()
{
    for (const List list : {List::Accounts, List::Keys, List::Providers, List::Endpoints})
        read(list);
}

void Directory::read(List list)
{
    switch (list) {
    case List::Accounts: return begin(m_accounts);
    case List::Keys: return begin(m_keys);
    case List::Providers: return begin(m_providers);
    case List::Endpoints: return begin(m_endpoints);
    }
}

void Directory::forget()
{
    m_rest.stop();
    m_stale.clear();
    const auto empty = [](auto& part) {
        part.call.cancel();
        part.rows.clear();
        part.coming.clear();
        part.failure.reset();
        part.isRead = false;
    };
    empty(m_accounts);
    empty(m_keys);
    empty(m_providers);
    empty(m_endpoints);
}

template<class T>
void Directory::begin(Part<T>& part)
{
    part.call.cancel();
    part.coming.clear();
    readPage(part, {});
}

template<class T>
void Directory::readPage(Part<T>& part, const std::optional<std::string>& cursor)
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QString::number(kPageRows));
    if (cursor)
        query.addQueryItem(QStringLiteral("cursor"), QString::fromStdString(*cursor));
    part.call = m_daemon.get<protocol::Page<T>>(
        part.path, query, this, [this, &part](Answer<protocol::Page<T>> page) { take(part, std::move(page)); });
}

template<class T>
void Directory::take(Part<T>& part, Answer<protocol::Page<T>> page)
{
    part.failure.reset();
    if (!page) {
        part.failure = page.failure();
        Q_EMIT changed(part.list);
        return;
    }
    std::ranges::move(page->data, std::back_inserter(part.coming));
    if (page->nextCursor && part.coming.size() < kMost)
        return readPage(part, page->nextCursor);
    part.isWhole = !page->nextCursor;
    finish(part);
}

template<class T>
void Directory::finish(Part<T>& part)
{
    part.rows = std::move(part.coming);
    part.coming.clear();
    part.isRead = true;
    Q_EMIT changed(part.list);
}

void Directory::note(const protocol::ConfigEvent& written)
{
    static const std::pair<const char*, std::vector<List>> touched[]{
        {"/admin/v1/accounts", {List::Accounts}},
        {"/admin/v1/keys", {List::Keys}},
        {"/admin/v1/providers", {List::Providers}},
        {"/admin/v1/endpoints", {List::Endpoints}},
        {"/admin/v1/prices", {List::Endpoints}},
        {"/admin/v1/supply", {List::Providers, List::Endpoints}},
        {"/admin/v1/market", {List::Providers, List::Endpoints}},
    };
    for (const auto& [route, lists] : touched) {
        if (!written.route.starts_with(route))
            continue;
        m_stale.insert(lists.begin(), lists.end());
        m_rest.start();
    }
}

} // namespace gotoai::client
