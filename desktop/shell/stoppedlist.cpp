// SPDX-License-Identifier: GPL-3.0-or-later
#include "shell/stoppedlist.h"

#include "shell/stoptargets.h"
#include "widgets/button.h"
#include "widgets/celltable.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/stateview.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QAction>
#include <QVBoxLayout>

namespace gotoai::shell {

using namespace widgets;

namespace {

constexpr int stateColumn = 2;
constexpr int reasonColumn = 3;

} // namespace

StoppedList::StoppedList(client::Session& session, QWidget* parent)
    : QDialog(parent)
    , m_session(session)
    , m_rows(new CellTable({tr("Scope"), tr("Target"), tr("State"), tr("Reason"), tr("By"), tr("Since")}, this))
    , m_table(new Table(tr("What is stopped"), this))
    , m_message(new InlineMessage(this))
    , m_release(makeButton(tr("&Release"), ButtonKind::Primary, this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("What is stopped"));
    resize(860, 420);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(space::small);
    column->addWidget(makeHeading(windowTitle(), this));
    column->addWidget(m_message);
    m_table->setModel(m_rows);
    m_table->setTagColumn(stateColumn);
    m_table->setStretchColumn(reasonColumn);
    m_state = new StateView(m_table, this);
    column->addWidget(m_state, 1);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::medium);
    QPushButton* stop = makeButton(tr("&Stop something…"), ButtonKind::Danger, this);
    stop->setEnabled(session.mayWriteSupply());
    row->addWidget(stop);
    row->addStretch();
    QPushButton* close = makeButton(tr("Close"), ButtonKind::Plain, this);
    row->addWidget(close);
    row->addWidget(m_release);
    column->addLayout(row);
    connect(stop, &QPushButton::clicked, this, [this] {
        accept();
        Q_EMIT stopAsked();
    });
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    connect(m_release, &QPushButton::clicked, this, &StoppedList::release);
    connect(&session.killSwitches(), &client::KillSwitches::changed, this, &StoppedList::list);
    list();
    m_table->setFocus();
}

void StoppedList::list()
{
    std::vector<std::vector<Cell>> rows;
    QStringList ids;
    for (const protocol::KillSwitch& each : m_session.killSwitches().on()) {
        const QString scope = QString::fromStdString(each.scope);
        const QString ends = each.expiresAt ? tr("until %1").arg(timeText(*each.expiresAt)) : tr("stopped");
        rows.push_back({{scopeText(scope)},
                        {targetName(m_session.directory(), scope, QString::fromStdString(each.target)),
                         QString::fromStdString(each.target)},
                        {ends, {}, each.expiresAt ? Tone::Waiting : Tone::Broken},
                        {plain(each.reason)},
                        {plain(each.createdBy)},
                        {timeText(each.createdAt), exactTime(each.createdAt)}});
        ids << QString::fromStdString(each.id.toString());
    }
    const bool isEmpty = ids.isEmpty();
    m_rows->setRows(std::move(rows), std::move(ids));
    if (isEmpty)
        m_state->showEmpty(tr("Nothing is stopped."));
    else
        m_state->showContent();
    if (!isEmpty && m_table->currentId().isEmpty())
        m_table->setCurrentIndex(m_rows->index(0, 0));
    m_release->setEnabled(!isEmpty && m_session.mayWriteSupply());
}

void StoppedList::release()
{
    const auto& on = m_session.killSwitches().on();
    const auto chosen = std::ranges::find_if(on, [this](const protocol::KillSwitch& each) {
        return QString::fromStdString(each.id.toString()) == m_table->currentId();
    });
    if (chosen == on.end())
        return;
    const QString name = targetName(m_session.directory(), QString::fromStdString(chosen->scope),
                                    QString::fromStdString(chosen->target));
    m_session.killSwitches().release(*chosen, this, [this, name](const client::Answer<client::Done>& done) {
        if (done)
            m_message->showMessage(Tone::Good, tr("Released: %1 takes orders again.").arg(name));
        else
            m_message->showMessage(Tone::Broken, client::sentence(done.failure()));
    });
}

} // namespace gotoai::shell
