// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/keyreading.h"

#include "protocol/page.h"
#include "widgets/display.h"

namespace gotoai::keys {

namespace {

constexpr int days = 30;
constexpr int mostGroups = 50; // as the daemon allows

} // namespace

KeyReading::KeyReading(client::Session& session, QObject* parent)
    : QObject(parent)
    , m_session(session)
{
    connect(&session.directory(), &client::Directory::changed, this, [this](client::Directory::List list) {
        if (list == client::Directory::List::Keys)
            m_readAt = QDateTime::currentDateTime();
        if (list == client::Directory::List::Keys || list == client::Directory::List::Accounts)
            Q_EMIT changed();
    });
    connect(&session.killSwitches(), &client::KillSwitches::changed, this, &KeyReading::changed);
    connect(&session.events(), &client::EventStream::configWritten, this, [this](const protocol::ConfigEvent& written) {
        if (written.route.starts_with("/admin/v1/budgets"))
            readBudgets();
    });
}

void KeyReading::read()
{
    m_session.directory().read(client::Directory::List::Keys);
    readBudgets();
    readUsage();
}

const std::optional<client::Failure>& KeyReading::failure() const
{
    return m_session.directory().failure(client::Directory::List::Keys);
}

void KeyReading::readBudgets()
{
    using Page = protocol::Page<protocol::Budget>;
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    m_session.daemon().get<Page>(QStringLiteral("budgets"), query, this, [this](client::Answer<Page> page) {
        if (!page)
            return;
        m_budgets = std::move(page->data);
        Q_EMIT changed();
    });
}

void KeyReading::readUsage()
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("from"), QDateTime::currentDateTimeUtc().addDays(-days).toString(Qt::ISODate));
    query.addQueryItem(QStringLiteral("step"), QStringLiteral("day"));
    query.addQueryItem(QStringLiteral("group_by"), QStringLiteral("key"));
    query.addQueryItem(QStringLiteral("limit"), QString::number(mostGroups));
    m_session.daemon().get<protocol::UsageReport>(QStringLiteral("usage"), query, this,
                                                  [this](const client::Answer<protocol::UsageReport>& report) {
                                                      if (report)
                                                          takeUsage(*report);
                                                  });
}

void KeyReading::takeUsage(const protocol::UsageReport& report)
{
    m_use.clear();
    m_hasUse = true;
    for (const protocol::UsageGroup& group : report.groups) {
        if (!group.name || group.isOthers)
            continue;
        Use use{group.total, {}};
        for (const protocol::UsagePoint& point : group.points) {
            if (point.figures.requests > 0)
                use.last = point.at;
        }
        m_use[*group.name] = use;
    }
    Q_EMIT changed();
}

KeyFacts KeyReading::gather(const protocol::Key& key) const
{
    KeyFacts facts{.key = key, .account = {}, .budgets = {}};
    const protocol::Account* account = m_session.directory().account(key.account);
    facts.account = account ? widgets::plain(account->name) : QString();
    for (const protocol::Budget& budget : m_budgets) {
        if (budget.settings.key ? *budget.settings.key == key.id : budget.settings.account == key.account)
            facts.budgets.push_back(budget);
    }
    if (const auto* stop =
            m_session.killSwitches().of(QStringLiteral("key"), QString::fromStdString(key.id.toString())))
        facts.stop = *stop;
    if (const auto use = m_use.find(key.id.toString()); use != m_use.end()) {
        facts.month = use->second.month;
        facts.lastUsed = use->second.last;
    } else if (m_hasUse && m_use.size() < mostGroups) {
        facts.month = protocol::UsageFigures();
    }
    return facts;
}

std::vector<KeyFacts> KeyReading::facts() const
{
    std::vector<KeyFacts> all;
    for (const protocol::Key& key : m_session.directory().keys())
        all.push_back(gather(key));
    return all;
}

std::optional<KeyFacts> KeyReading::factsOf(const QString& id) const
{
    const auto parsed = KeyId::parse(id.toStdString());
    const protocol::Key* key = parsed ? m_session.directory().key(*parsed) : nullptr;
    return key ? std::optional(gather(*key)) : std::nullopt;
}

} // namespace gotoai::keys
