// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/reconciledialog.h"

#include "widgets/display.h"
#include "widgets/durationchoice.h"

#include <QComboBox>

#include <algorithm>

namespace gotoai::billing {

using namespace widgets;

ReconcileDialog::ReconcileDialog(const client::Directory& directory,
                                 std::vector<protocol::ProviderStatement> statements, QWidget* parent)
    : FormDialog(tr("Reconcile a provider"), tr("&Reconcile"), parent)
    , m_known(std::move(statements))
    , m_provider(new QComboBox)
    , m_statement(new QComboBox)
    , m_time(new DurationChoice)
{
    addNote(tr("Compares every attempt in the books with what the provider bills. Nothing is changed by it."));
    for (const protocol::Provider& provider : directory.providers())
        m_provider->addItem(plain(provider.name), QString::fromStdString(provider.id.toString()));
    constexpr auto day = std::chrono::hours(24);
    for (const int days : {1, 7, 30})
        m_time->addDuration(tr("the last %n day(s)", nullptr, days), day * days);
    m_time->addDuration(tr("all that the statement covers"), {});
    addField(tr("&Provider"), m_provider);
    addField(tr("&Statement"), m_statement, tr("Without one, books and request log are compared with each other."));
    addField(tr("&Time"), m_time);
    connect(m_provider, &QComboBox::currentIndexChanged, this, &ReconcileDialog::listStatements);
    listStatements();
    setComplete(m_provider->count() > 0);
    m_provider->setFocus();
}

void ReconcileDialog::listStatements()
{
    m_statement->clear();
    m_statement->addItem(tr("none"));
    for (const protocol::ProviderStatement& statement : m_known) {
        if (QString::fromStdString(statement.provider.toString()) == m_provider->currentData().toString())
            m_statement->addItem(plain(statement.name), QString::fromStdString(statement.id.toString()));
    }
}

void ReconcileDialog::choose(const protocol::ProviderStatement& statement)
{
    m_provider->setCurrentIndex(
        std::max(0, m_provider->findData(QString::fromStdString(statement.provider.toString()))));
    m_statement->setCurrentIndex(std::max(0, m_statement->findData(QString::fromStdString(statement.id.toString()))));
    m_time->setCurrentIndex(m_time->count() - 1);
}

protocol::ReconciliationDraft ReconcileDialog::draft(Instant now) const
{
    protocol::ReconciliationDraft draft;
    draft.provider = ProviderId::parse(m_provider->currentData().toString().toStdString()).value_or(ProviderId());
    if (const auto statement = StatementId::parse(m_statement->currentData().toString().toStdString()))
        draft.statement = *statement;
    if (const auto duration = m_time->duration()) {
        draft.from = now - *duration;
        draft.to = now;
    }
    return draft;
}

} // namespace gotoai::billing
