// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/statementlist.h"

#include "billing/ledgerrows.h"
#include "widgets/display.h"
#include "widgets/roles.h"

namespace gotoai::billing {

using namespace widgets;
using client::Column;
using protocol::StatementLine;

namespace {

std::vector<Column<StatementLine>> columns()
{
    const auto text = [](const QString& title, auto show) {
        return Column<StatementLine>{title, [show](const StatementLine& line, int role) -> QVariant {
                                         return role == Qt::DisplayRole ? QVariant(show(line)) : QVariant();
                                     }};
    };
    const Column<StatementLine> event{StatementList::tr("Event"), [](const StatementLine& line, int role) -> QVariant {
                                          if (role == ToneRole)
                                              return static_cast<int>(kindTone(line.kind));
                                          return role == Qt::DisplayRole ? QVariant(kindText(line.kind)) : QVariant();
                                      }};
    return {
        text(StatementList::tr("Time"), [](const StatementLine& line) { return timeText(line.at); }),
        text(StatementList::tr("Order"),
             [](const StatementLine& line) {
                 return line.order ? QString::fromStdString(line.order->toString()) : QStringLiteral("–");
             }),
        event, text(StatementList::tr("Amount"), [](const StatementLine& line) { return signedMoney(line.amount); }),
        text(StatementList::tr("Balance after"), [](const StatementLine& line) { return exactMoney(line.balance); })};
}

} // namespace

StatementList::StatementList(client::DaemonClient& daemon, const AccountId& account, QObject* parent)
    : KeysetList(daemon, {}, columns(), parent)
    , m_daemon(daemon)
    , m_path(QStringLiteral("accounts/%1/statement").arg(QString::fromStdString(account.toString())))
{}

client::Call StatementList::fetch(const QUrlQuery& query, std::function<void(client::Answer<Page>)> then)
{
    QUrlQuery asked = query;
    asked.removeQueryItem(QStringLiteral("around")); // statements are read from their newest line on
    return m_daemon.get<protocol::Statement>(
        m_path, asked, this, [this, then = std::move(then)](client::Answer<protocol::Statement> read) {
            if (!read)
                return then(read.failure());
            Q_EMIT frameRead(*read);
            Page page{.count = static_cast<int>(read->data.size())};
            page.rows = std::make_shared<std::vector<StatementLine>>(std::move(read->data));
            if (read->nextCursor)
                page.next = QString::fromStdString(*read->nextCursor);
            then(std::move(page));
        });
}

} // namespace gotoai::billing
