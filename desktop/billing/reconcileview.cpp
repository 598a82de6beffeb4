// SPDX-License-Identifier: GPL-3.0-or-later
#include "billing/reconcileview.h"

#include "billing/importstatementdialog.h"
#include "billing/reconciledialog.h"
#include "billing/reconcilerows.h"
#include "billing/statementupload.h"
#include "protocol/page.h"
#include "protocol/system.h"
#include "widgets/button.h"
#include "widgets/detailpane.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/stateview.h"
#include "widgets/table.h"
#include "widgets/text.h"

#include <QAction>
#include <QCheckBox>
#include <QLineEdit>
#include <QVBoxLayout>

namespace gotoai::billing {

using namespace widgets;
using client::Answer;
using protocol::Difference;
using protocol::Reconciliation;

namespace {

const QString path = QStringLiteral("reconciliations");
constexpr int runsInSight = 5;
enum RunColumn { RunProvider = 1, RunState = 2, RunTime = 3, RunAttempts = 4, RunApart = 6 };
enum DifferenceColumn {
    ClassColumn = 1,
    OrderColumn,
    ModelColumn,
    BookedColumn,
    BilledColumn,
    ApartColumn,
    StateColumn
};

QString word(const auto& id) { return QString::fromStdString(id.toString()); }

QUrlQuery most()
{
    QUrlQuery query;
    query.addQueryItem(QStringLiteral("limit"), QStringLiteral("500"));
    return query;
}

} // namespace

ReconcileView::ReconcileView(client::Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_runs(runTitles())
    , m_differences(differenceTitles())
    , m_start(makeButton(tr("Re&concile…")))
    , m_import(makeButton(tr("I&mport a statement…")))
    , m_message(new InlineMessage)
    , m_runTable(new Table(tr("Reconciliations")))
    , m_onlyOpen(new QCheckBox(tr("Only &open ones")))
    , m_table(new Table(tr("Differences")))
    , m_detail(new DetailPane(tr("The selected difference")))
    , m_facts(new PairList)
    , m_explain(new QAction(tr("Mark &explained…"), this))
    , m_book(new QAction(tr("&Book…"), this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    auto* head = new QHBoxLayout;
    head->setSpacing(space::small);
    head->addWidget(makeHeading(tr("Reconciliations")));
    head->addStretch();
    head->addWidget(m_import);
    head->addWidget(m_start);
    column->addLayout(head);
    column->addWidget(m_message);
    m_state = new StateView(makeContent());
    column->addWidget(m_state, 1);
    m_onlyOpen->setChecked(true);
    connect(m_start, &QPushButton::clicked, this, &ReconcileView::start);
    m_import->setObjectName(QStringLiteral("import"));
    connect(m_import, &QPushButton::clicked, this, &ReconcileView::import);
    connect(m_runTable, &Table::currentIdChanged, this, &ReconcileView::readDifferences);
    connect(m_onlyOpen, &QCheckBox::toggled, this, &ReconcileView::readDifferences);
    connect(m_table, &Table::currentIdChanged, this, &ReconcileView::showSelected);
    connect(m_explain, &QAction::triggered, this, [this] { resolve(How::Explained); });
    connect(m_book, &QAction::triggered, this, [this] { resolve(How::Booked); });
    connect(&session.events(), &client::EventStream::told, this, [this](const QString& topic) {
        if (topic == path && isVisible())
            refresh();
    });
}

QWidget* ReconcileView::makeContent()
{
    auto* content = new QWidget;
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    m_runTable->setModel(&m_runs);
    m_runTable->setTagColumn(RunState);
    for (int number = RunAttempts; number <= RunApart; ++number)
        m_runTable->setNumberColumn(number);
    m_runTable->setStretchColumn(RunTime);
    m_runTable->setFixedHeight(rowHeight * (runsInSight + 1) + 1);
    column->addWidget(m_runTable);
    auto* head = new QHBoxLayout;
    head->addWidget(makeHeading(tr("Differences")));
    head->addSpacing(space::medium);
    head->addWidget(m_onlyOpen);
    head->addStretch();
    column->addLayout(head);
    auto* below = new QWidget;
    auto* row = new QHBoxLayout(below);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    m_table->setModel(&m_differences);
    m_table->setIdColumn(OrderColumn);
    m_table->setTagColumn(StateColumn);
    for (int number = BookedColumn; number <= ApartColumn; ++number)
        m_table->setNumberColumn(number);
    m_table->setStretchColumn(ModelColumn);
    row->addWidget(m_table, 1);
    m_detail->addAct(makeButton(m_explain));
    m_detail->addAct(makeButton(m_book, ButtonKind::Danger));
    m_detail->addPart(tr("What is known"), m_facts);
    row->addWidget(m_detail);
    m_differenceState = new StateView(below);
    column->addWidget(m_differenceState, 1);
    return content;
}

void ReconcileView::refresh()
{
    using Page = protocol::Page<Reconciliation>;
    m_start->setEnabled(m_session.mayWriteMoney());
    m_import->setEnabled(m_session.mayWriteMoney());
    m_state->showLoading();
    m_reading.cancel();
    m_reading = m_session.daemon().get<Page>(path, most(), this, [this](const Answer<Page>& page) { takeRuns(page); });
}

void ReconcileView::takeRuns(const Answer<protocol::Page<Reconciliation>>& page)
{
    if (!page) {
        if (!m_known.empty() && client::isRetryable(page.failure()))
            return m_state->showOffline(tr("The daemon cannot be reached. Shown is what was known before."));
        return m_state->showError(sentence(page.failure()), [this] { refresh(); });
    }
    m_known = page->data;
    std::vector<std::vector<Cell>> rows;
    QStringList ids;
    for (const Reconciliation& run : m_known) {
        rows.push_back(runRow(m_session.directory(), run));
        ids << word(run.id);
    }
    m_runs.setRows(std::move(rows), std::move(ids));
    if (m_known.empty())
        return m_state->showEmpty(tr("The books were not yet held against what providers bill."),
                                  m_session.mayWriteMoney() ? tr("Re&concile…") : QString(), [this] { start(); });
    if (page->nextCursor)
        m_state->showPartial(tr("The newest %1 runs; there are more.").arg(countText(qint64(m_known.size()))));
    else
        m_state->showContent();
    if (m_runTable->currentId().isEmpty())
        m_runTable->setCurrentIndex(m_runs.index(0, 0)); // reads its differences
    else
        readDifferences();
}

void ReconcileView::readDifferences()
{
    using Page = protocol::Page<Difference>;
    m_readingDifferences.cancel();
    if (m_runTable->currentId().isEmpty())
        return;
    QUrlQuery query = most();
    if (m_onlyOpen->isChecked())
        query.addQueryItem(QStringLiteral("state"), QStringLiteral("open"));
    m_differenceState->showLoading();
    m_readingDifferences =
        m_session.daemon().get<Page>(QStringLiteral("reconciliations/%1/differences").arg(m_runTable->currentId()),
                                     query, this, [this](const Answer<Page>& page) { takeDifferences(page); });
}

void ReconcileView::takeDifferences(const Answer<protocol::Page<Difference>>& page)
{
    if (!page)
        return m_differenceState->showError(sentence(page.failure()), [this] { readDifferences(); });
    m_found = page->data;
    std::vector<std::vector<Cell>> rows;
    QStringList ids;
    for (const Difference& difference : m_found) {
        rows.push_back(differenceRow(difference));
        ids << word(difference.id);
    }
    m_differences.setRows(std::move(rows), std::move(ids));
    if (!m_found.empty() && m_table->currentId().isEmpty())
        m_table->setCurrentIndex(m_differences.index(0, 0));
    showSelected();
    if (m_found.empty())
        m_differenceState->showEmpty(m_onlyOpen->isChecked() ? tr("No difference is open.")
                                                             : tr("No difference was found."));
    else if (page->nextCursor)
        m_differenceState->showPartial(tr("The first %1; there are more.").arg(countText(qint64(m_found.size()))));
    else
        m_differenceState->showContent();
}

const Difference* ReconcileView::selected() const
{
    const auto found = std::ranges::find(m_found, m_table->currentId(),
                                         [](const Difference& difference) { return word(difference.id); });
    return found == m_found.end() ? nullptr : &*found;
}

void ReconcileView::showSelected()
{
    const Difference* difference = selected();
    m_detail->setVisible(difference != nullptr);
    const bool mayWrite = difference && m_session.mayWriteMoney();
    const bool isOpen = mayWrite && difference->state == "open";
    m_explain->setEnabled(isOpen);
    m_book->setEnabled((isOpen || (mayWrite && difference->state == "booking")) && !difference->apart.isZero());
    if (!difference)
        return;
    m_detail->setTitle(classText(difference->what), classSentence(difference->what));
    m_facts->setPairs(differencePairs(*difference));
}

void ReconcileView::start()
{
    using Statements = protocol::Whole<protocol::ProviderStatement>;
    m_session.daemon().get<Statements>(
        QStringLiteral("reconciliations/statements"), {}, this, [this](Answer<Statements> statements) {
            if (!statements)
                return m_message->showMessage(Tone::Broken, sentence(statements.failure()));
            openDialog(std::move(statements->data));
        });
}

void ReconcileView::openDialog(std::vector<protocol::ProviderStatement> statements)
{
    auto* dialog = new ReconcileDialog(m_session.directory(), std::move(statements), this);
    if (m_imported)
        dialog->choose(*m_imported);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        m_session.daemon().post<Reconciliation>(path, dialog->draft(SystemClock().now()), client::WriteOptions::once(),
                                                dialog, [this, dialog](const Answer<Reconciliation>& run) {
                                                    if (!run)
                                                        return dialog->failed(sentence(run.failure()));
                                                    dialog->accept();
                                                    refresh();
                                                });
    });
    dialog->open();
}

void ReconcileView::import()
{
    auto* dialog = new ImportStatementDialog(m_session.directory(), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog] {
        auto* upload =
            new StatementUpload(m_session.daemon(), dialog->query(), dialog->type(), dialog->pieces(), dialog);
        connect(upload, &StatementUpload::advanced, dialog, &ImportStatementDialog::showSent);
        connect(upload, &StatementUpload::failed, dialog, &ImportStatementDialog::showFailure);
        connect(upload, &StatementUpload::ended, this, [this, dialog](const protocol::ProviderStatement& statement) {
            dialog->accept();
            m_imported = statement;
            offerComparison(statement);
        });
        upload->sendNext();
    });
    dialog->open();
}

void ReconcileView::offerComparison(const protocol::ProviderStatement& statement)
{
    m_message->showMessage(Tone::Good,
                           tr("%1 holds %Ln row(s) now, %2 altogether.", nullptr, static_cast<int>(statement.rows))
                               .arg(plain(statement.name), moneyText(statement.cost)),
                           tr("Re&concile…"), [this] { start(); });
}

void ReconcileView::resolve(How how)
{
    const Difference* difference = selected();
    if (!difference)
        return;
    const bool isBooked = how == How::Booked;
    const QString amount = moneyText(difference->apart);
    auto* dialog = new FormDialog(isBooked ? tr("Book the difference") : tr("Mark the difference explained"),
                                  isBooked ? tr("&Book %1").arg(amount) : tr("Mark &explained"), this);
    dialog->addNote(isBooked ? tr("What is owed to the provider becomes what it bills. The other side of %1 waits in "
                                  "suspense until it is known who bears it. This stays in the ledger for good.")
                                   .arg(amount)
                             : tr("No money moves. The note stays with the difference."));
    auto* note = new QLineEdit;
    dialog->addField(tr("&Note"), note);
    const auto judge = [dialog, note] { dialog->setComplete(!note->text().trimmed().isEmpty()); };
    connect(note, &QLineEdit::textChanged, dialog, judge);
    judge();
    const QString target = QStringLiteral("differences/%1/resolution").arg(word(difference->id));
    connect(dialog, &FormDialog::submitted, this,
            [this, dialog, note, target, isBooked, options = client::WriteOptions::once()] {
                const protocol::Resolution resolution{isBooked ? "booked" : "explained",
                                                      note->text().trimmed().toStdString()};
                m_session.daemon().post<Difference>(target, resolution, options, dialog,
                                                    [this, dialog](const Answer<Difference>& done) {
                                                        if (!done)
                                                            return dialog->failed(sentence(done.failure()));
                                                        dialog->accept();
                                                        readDifferences();
                                                    });
            });
    dialog->open();
    note->setFocus();
}

} // namespace gotoai::billing
