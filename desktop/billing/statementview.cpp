// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/statementview.h"

#include "billing/ledgerrows.h"
#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/stateview.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QComboBox>
#include <QDateEdit>
#include <QFileDialog>
#include <QSaveFile>
#include <QVBoxLayout>

namespace gotoai::billing {

using namespace widgets;
using client::KeysetModel;

namespace {

enum Periods { ThisMonth, LastMonth, Everything, Custom };
constexpr int frameRows = 7;

QString utc(const QDate& date) { return date.startOfDay().toUTC().toString(Qt::ISODate); }

std::vector<Cell> amountsRow(const QString& name, const protocol::StatementAmounts& amounts, auto show)
{
    return {{name}, {show(amounts.available)}, {show(amounts.held)}, {show(amounts.total)}, {show(amounts.promo)}};
}

} // namespace

StatementView::StatementView(client::Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_frame({tr("What"), tr("Available"), tr("Held"), tr("Total"), tr("of it granted")})
    , m_period(new QComboBox)
    , m_from(new QDateEdit(QDate::currentDate().addMonths(-1)))
    , m_to(new QDateEdit(QDate::currentDate()))
    , m_frameTable(new Table(tr("Opening, activity, closing")))
    , m_linesTable(new Table(tr("Lines of the statement")))
    , m_message(new InlineMessage)
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    auto* bar = new QHBoxLayout;
    bar->setSpacing(space::medium);
    m_period->addItems({tr("This month"), tr("Last month"), tr("From the beginning"), tr("From … to …")});
    m_period->setAccessibleName(tr("Period"));
    m_from->setAccessibleName(tr("First day"));
    m_to->setAccessibleName(tr("Last day"));
    bar->addWidget(m_period);
    for (QDateEdit* day : {m_from, m_to}) {
        day->setCalendarPopup(true);
        bar->addWidget(day);
        connect(day, &QDateEdit::dateChanged, this, &StatementView::read);
    }
    bar->addStretch();
    for (const auto& [text, ending] : {std::pair(tr("Export &CSV…"), "csv"), {tr("Export &JSON…"), "json"}}) {
        QPushButton* button = makeButton(text);
        connect(button, &QPushButton::clicked, this,
                [this, ending = QString::fromLatin1(ending)] { askForFile(ending); });
        bar->addWidget(button);
    }
    column->addLayout(bar);
    column->addWidget(m_message);
    m_state = new StateView(makeContent());
    column->addWidget(m_state, 1);
    connect(m_period, &QComboBox::currentIndexChanged, this, &StatementView::choosePeriod);
    choosePeriod();
}

QWidget* StatementView::makeContent()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    m_frameTable->setModel(&m_frame);
    for (int number = 1; number < m_frame.columnCount(); ++number)
        m_frameTable->setNumberColumn(number);
    m_frameTable->setStretchColumn(0);
    m_frameTable->setMinimumHeight(rowHeight * frameRows);
    column->addWidget(m_frameTable, 2);
    column->addSpacing(space::small);
    column->addWidget(makeHeading(tr("Lines")));
    column->addWidget(m_linesTable, 3);
    return content;
}

void StatementView::showAccount(const std::optional<AccountId>& account)
{
    if (account == m_account)
        return;
    m_account = account;
    m_frame.setRows({});
    auto lines = m_account ? std::make_unique<StatementList>(m_session.daemon(), *m_account) : nullptr;
    if (lines) {
        m_linesTable->setModel(lines.get());
        m_linesTable->setIdColumn(1);
        m_linesTable->setTagColumn(2);
        m_linesTable->setNumberColumn(3);
        m_linesTable->setNumberColumn(4);
        m_linesTable->setStretchColumn(1);
        connect(lines.get(), &StatementList::frameRead, this, &StatementView::showFrame);
        connect(lines.get(), &KeysetModel::stateChanged, this, &StatementView::showState);
    }
    m_lines = std::move(lines);
    if (isVisible())
        read();
}

void StatementView::refresh() { read(); }

void StatementView::choosePeriod()
{
    const bool isCustom = m_period->currentIndex() == Custom;
    m_from->setVisible(isCustom);
    m_to->setVisible(isCustom);
    read();
}

QUrlQuery StatementView::period() const
{
    const QDate today = QDate::currentDate();
    const QDate month(today.year(), today.month(), 1);
    QUrlQuery query;
    const auto between = [&query](const QDate& from, const QDate& to) {
        query.addQueryItem(QStringLiteral("from"), utc(from));
        if (to.isValid())
            query.addQueryItem(QStringLiteral("to"), utc(to));
    };
    switch (m_period->currentIndex()) {
    case ThisMonth: between(month, {}); break;
    case LastMonth: between(month.addMonths(-1), month); break;
    case Custom:
        between(std::min(m_from->date(), m_to->date()), std::max(m_from->date(), m_to->date()).addDays(1));
        break;
    default: break;
    }
    return query;
}

void StatementView::read()
{
    if (!m_lines)
        return;
    if (m_lines->filter() == period())
        m_lines->reload();
    else
        m_lines->setFilter(period());
    if (m_lines->state() == KeysetModel::State::Idle)
        m_lines->reload();
}

void StatementView::showFrame(const protocol::Statement& statement)
{
    const QString opening = statement.from ? tr("Opening, %1").arg(dateText(*statement.from)) : tr("Opening");
    const QString closing = statement.to ? tr("Closing, %1").arg(dateText(*statement.to)) : tr("Closing, now");
    std::vector<std::vector<Cell>> rows{amountsRow(opening, statement.opening, exactMoney)};
    for (const protocol::StatementActivity& activity : statement.activity)
        rows.push_back(amountsRow(kindText(activity.kind), activity.change, signedMoney));
    rows.push_back(amountsRow(closing, statement.closing, exactMoney));
    QStringList ids;
    for (std::size_t row = 0; row < rows.size(); ++row)
        ids << QString::number(row);
    m_frame.setRows(std::move(rows), std::move(ids));
}

void StatementView::showState()
{
    switch (m_lines->state()) {
    case KeysetModel::State::Idle: return;
    case KeysetModel::State::Loading: return m_state->showLoading();
    case KeysetModel::State::Failed:
        if (m_lines->readAt().isValid() && client::isRetryable(m_lines->failure()))
            return m_state->showOffline(tr("%1 Shown is what was known at %2.")
                                            .arg(sentence(m_lines->failure()),
                                                 m_lines->readAt().toLocalTime().toString(QStringLiteral("HH:mm:ss"))));
        return m_state->showError(sentence(m_lines->failure()), [this] { read(); });
    case KeysetModel::State::Ready: break;
    }
    if (m_lines->rowCount() == 0)
        return m_state->showPartial(tr("In this period nothing came into the wallet or left it."));
    if (m_lines->isComplete())
        return m_state->showContent();
    m_state->showPartial(tr("%1 of more lines; the rest comes as you scroll.").arg(countText(m_lines->rowCount())));
}

void StatementView::askForFile(const QString& ending)
{
    const auto* account = m_account ? m_session.directory().account(*m_account) : nullptr;
    if (!account)
        return;
    auto* dialog = new QFileDialog(this, tr("Export the statement"), {}, QStringLiteral("*.") + ending);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(ending);
    dialog->selectFile(QStringLiteral("statement-%1.%2")
                           .arg(plain(account->name).replace(QLatin1Char('/'), QLatin1Char('-')), ending));
    connect(dialog, &QFileDialog::fileSelected, this, &StatementView::exportTo);
    dialog->open();
}

void StatementView::exportTo(const QString& name)
{
    if (!m_lines)
        return;
    auto* file = new QSaveFile(name, this);
    if (!file->open(QIODevice::WriteOnly)) {
        m_message->showMessage(Tone::Broken, tr("The file cannot be written: %1.").arg(file->errorString()));
        return file->deleteLater();
    }
    QUrlQuery query = period();
    query.addQueryItem(QStringLiteral("format"),
                       name.endsWith(QLatin1String(".json")) ? QStringLiteral("json") : QStringLiteral("csv"));
    m_message->showMessage(Tone::Neutral, tr("Writing %1…").arg(name));
    m_session.daemon().download(
        m_lines->path(), query, file, this, [this, file, name](const client::Answer<client::Done>& done) {
            // What breaks off never replaces a file that was there.
            if (!done)
                m_message->showMessage(Tone::Broken, sentence(done.failure()));
            else if (!file->commit())
                m_message->showMessage(Tone::Broken, tr("The file cannot be written: %1.").arg(file->errorString()));
            else
                m_message->showMessage(Tone::Good, tr("Written to %1.").arg(name));
            file->deleteLater();
        });
}

} // namespace gotoai::billing
