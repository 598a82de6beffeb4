// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/doubtsview.h"

#include "protocol/page.h"
#include "widgets/button.h"
#include "widgets/detailpane.h"
#include "widgets/display.h"
#include "widgets/formdialog.h"
#include "widgets/inlinemessage.h"
#include "widgets/pairlist.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include <QLineEdit>
#include <QVBoxLayout>

namespace gotoai::billing {

using namespace widgets;
using protocol::Doubt;

namespace {

constexpr int stateColumn = 3;
constexpr int holdColumn = 4;
constexpr int modelColumn = 2;

QString word(const auto& id) { return QString::fromStdString(id.toString()); }

std::vector<Pair> evidencePairs(const client::Directory& directory, const Doubt& doubt)
{
    if (!doubt.evidence)
        return {{.name = DoubtsView::tr("Nothing is known of how far it came."), .value = {}}};
    const protocol::DoubtEvidence& evidence = *doubt.evidence;
    const protocol::Provider* provider = directory.provider(evidence.provider);
    return {
        {.name = DoubtsView::tr("Seen"), .value = timeText(evidence.seenAt)},
        {.name = DoubtsView::tr("Provider"), .value = provider ? plain(provider->name) : word(evidence.provider)},
        {.name = DoubtsView::tr("Attempts"), .value = countText(evidence.attempts)},
        {.name = DoubtsView::tr("Answer had begun"),
         .value = evidence.isDelivered ? DoubtsView::tr("yes") : DoubtsView::tr("no")},
        {.name = DoubtsView::tr("Tokens in, out"),
         .value = DoubtsView::tr("%1, %2").arg(countText(evidence.promptTokens), countText(evidence.completionTokens))},
        {.name = DoubtsView::tr("Charge by it"), .value = exactMoney(evidence.charge)}};
}

} // namespace

DoubtsView::DoubtsView(client::Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_rows({tr("Since"), tr("Order"), tr("Model"), tr("State"), tr("Held"), tr("Ends by itself")})
    , m_table(new Table(tr("Orders in doubt")))
    , m_message(new InlineMessage)
    , m_detail(new DetailPane(tr("The selected doubt")))
    , m_evidence(new PairList)
    , m_settle(makeButton(tr("Set&tle…")))
    , m_release(makeButton(tr("Re&lease…")))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    column->addWidget(m_message);
    auto* content = new QWidget;
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    m_table->setModel(&m_rows);
    m_table->setIdColumn(1);
    m_table->setTagColumn(stateColumn);
    m_table->setNumberColumn(holdColumn);
    m_table->setStretchColumn(modelColumn);
    row->addWidget(m_table, 1);
    m_detail->addAct(m_settle);
    m_detail->addAct(m_release);
    m_detail->addPart(tr("What is known"), m_evidence);
    row->addWidget(m_detail);
    m_state = new StateView(content);
    column->addWidget(m_state, 1);
    connect(m_table, &Table::currentIdChanged, this, &DoubtsView::showSelected);
    connect(m_settle, &QPushButton::clicked, this, [this] { end(End::Settle); });
    connect(m_release, &QPushButton::clicked, this, [this] { end(End::Release); });
}

void DoubtsView::refresh()
{
    using Page = protocol::Page<Doubt>;
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    m_reading.cancel();
    m_state->showLoading();
    m_reading = m_session.daemon().get<Page>(QStringLiteral("doubts"), query, this, [this](client::Answer<Page> page) {
        if (!page)
            return m_state->showError(sentence(page.failure()), [this] { refresh(); });
        m_doubts = std::move(page->data);
        fill();
    });
}

void DoubtsView::fill()
{
    std::vector<std::vector<Cell>> rows;
    QStringList ids;
    for (const Doubt& doubt : m_doubts) {
        rows.push_back({{timeText(doubt.since), exactTime(doubt.since)},
                        {word(doubt.order), word(doubt.order)},
                        {plain(doubt.model)},
                        {tr("in doubt"), {}, Tone::Waiting},
                        {exactMoney(doubt.hold), {}, Tone::Held},
                        {timeText(doubt.deadline), exactTime(doubt.deadline)}});
        ids << word(doubt.order);
    }
    m_rows.setRows(std::move(rows), std::move(ids));
    Q_EMIT counted(static_cast<int>(m_doubts.size()));
    if (m_doubts.empty())
        return m_state->showEmpty(tr("No order is in doubt: what every call cost is known."));
    if (m_table->currentId().isEmpty())
        m_table->setCurrentIndex(m_rows.index(0, 0));
    m_state->showContent();
    showSelected();
}

const Doubt* DoubtsView::selected() const
{
    const auto found =
        std::ranges::find(m_doubts, m_table->currentId(), [](const Doubt& doubt) { return word(doubt.order); });
    return found == m_doubts.end() ? nullptr : &*found;
}

void DoubtsView::showSelected()
{
    const Doubt* doubt = selected();
    m_detail->setVisible(doubt != nullptr);
    if (!doubt)
        return;
    m_detail->setTitle(tr("Order %1").arg(shortId(word(doubt->order))),
                       tr("A crash lost its end. %1 stay held until it is known, at most until %2.")
                           .arg(moneyText(doubt->hold), timeText(doubt->deadline)));
    m_evidence->setPairs(evidencePairs(m_session.directory(), *doubt));
    m_settle->setEnabled(m_session.mayWriteMoney() && doubt->evidence);
    m_release->setEnabled(m_session.mayWriteMoney());
}

void DoubtsView::end(End how)
{
    const Doubt* doubt = selected();
    if (!doubt)
        return;
    const bool isSettled = how == End::Settle;
    const QString charge = doubt->evidence ? moneyText(doubt->evidence->charge) : QString();
    auto* dialog =
        new FormDialog(isSettled ? tr("Settle the order by what is known") : tr("Release the order"),
                       isSettled ? tr("&Charge %1").arg(charge) : tr("&Release %1").arg(moneyText(doubt->hold)), this);
    dialog->addNote(
        isSettled ? tr("%1 are charged and the rest of %2 is given back, for good.").arg(charge, moneyText(doubt->hold))
                  : tr("Nothing is charged and %1 are given back, for good.").arg(moneyText(doubt->hold)));
    auto* reason = new QLineEdit;
    dialog->addField(tr("&Reason"), reason);
    const auto judge = [dialog, reason] { dialog->setComplete(!reason->text().trimmed().isEmpty()); };
    connect(reason, &QLineEdit::textChanged, dialog, judge);
    judge();
    const QString path = QStringLiteral("doubts/%1/%2")
                             .arg(word(doubt->order), isSettled ? QStringLiteral("settle") : QStringLiteral("release"));
    connect(dialog, &FormDialog::submitted, this, [this, dialog, reason, path, options = client::WriteOptions::once()] {
        m_session.daemon().post<protocol::DoubtEnd>(
            path, protocol::DoubtDraft{reason->text().trimmed().toStdString()}, options, dialog,
            [this, dialog](const client::Answer<protocol::DoubtEnd>& ended) {
                if (!ended)
                    return dialog->failed(sentence(ended.failure()));
                dialog->accept();
                m_message->showMessage(
                    Tone::Good,
                    tr("Charged %1, given back %2.").arg(moneyText(ended->charge), moneyText(ended->released)));
                refresh();
            });
    });
    dialog->open();
    reason->setFocus();
}

} // namespace gotoai::billing
