// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/keyspage.h"

#include "keys/keydetail.h"
#include "widgets/button.h"
#include "widgets/clipboard.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/pageheader.h"
#include "widgets/searchfield.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/stateview.h"
#include "widgets/table.h"

#include <QAction>
#include <QVBoxLayout>

namespace gotoai::keys {

using namespace widgets;
using client::EventStream;

namespace {

enum Which { InUse, Ended };
enum Column { LabelColumn, AccountColumn, HintColumn, StateColumn, BudgetColumn, ChargeColumn, UsedColumn };

bool hasEnded(const protocol::Key& key, Instant now)
{
    return key.revokedAt || (key.expiresAt && *key.expiresAt <= now);
}

bool fits(const KeyFacts& facts, const QString& asked)
{
    return asked.isEmpty() || QString::fromStdString(facts.key.label).contains(asked, Qt::CaseInsensitive) ||
           facts.account.contains(asked, Qt::CaseInsensitive) ||
           QString::fromStdString(facts.key.hint).endsWith(asked) ||
           QString::fromStdString(facts.key.id.toString()).startsWith(asked);
}

} // namespace

KeysPage::KeysPage(client::Session& session, QWidget* parent)
    : Page(QStringLiteral("keys"), parent)
    , m_session(session)
    , m_reading(session)
    , m_rows(new CellTable(keyTitles(), this))
    , m_table(new Table(tr("Keys")))
    , m_filter(new SearchField(tr("Filter: label, account, last characters…")))
    , m_which(new SegmentedControl(tr("Which keys")))
    , m_message(new InlineMessage)
{
    makeActions();
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(space::medium);
    auto* header = new PageHeader(title());
    m_which->addSegment(tr("In use"));
    m_which->addSegment(tr("Ended"));
    header->addBeside(m_which);
    header->addAct(m_filter);
    header->addAct(makeButton(m_new, ButtonKind::Primary));
    column->addWidget(header);
    column->addWidget(m_message);
    m_state = new StateView(makeContent());
    column->addWidget(m_state, 1);

    connect(m_filter, &SearchField::searched, this, &KeysPage::listKeys);
    connect(m_which, &SegmentedControl::currentChanged, this, &KeysPage::listKeys);
    connect(m_table, &Table::currentIdChanged, this, &KeysPage::showDetail);
    connect(&m_reading, &KeyReading::changed, this, &KeysPage::listKeys);
    connect(&session.events(), &EventStream::stateChanged, this, &KeysPage::listKeys);
    listKeys();
}

QAction* KeysPage::addAct(const QString& text, const QKeySequence& keys, void (KeysPage::*act)())
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, act);
    addAction(action);
    return action;
}

void KeysPage::makeActions()
{
    m_new = addAct(tr("&New key…"), QKeySequence::New, &KeysPage::makeKey);
    m_change = addAct(tr("&Change…"), QKeySequence(Qt::Key_F2), &KeysPage::changeKey);
    m_rotate = addAct(tr("Rene&w…"), QKeySequence(Qt::CTRL | Qt::Key_R), &KeysPage::rotateKey);
    m_stop = addAct(tr("St&op…"), QKeySequence(), &KeysPage::stopOrRelease);
    m_revoke = addAct(tr("&Revoke…"), QKeySequence(Qt::Key_Delete), &KeysPage::revokeKey);
    m_revoke->setData(QStringLiteral("danger"));
    m_budget = addAct(tr("Add a &budget…"), QKeySequence(), &KeysPage::addBudget);
    m_changeBudget = addAct(tr("C&hange a budget…"), QKeySequence(), &KeysPage::changeBudget);
    m_copyId = addAct(tr("Copy the key's id"), QKeySequence(), &KeysPage::copyId);
}

QWidget* KeysPage::makeContent()
{
    auto* content = new QWidget;
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::large);
    m_table->setModel(m_rows);
    m_table->setTagColumn(StateColumn);
    for (const int number : {BudgetColumn, ChargeColumn, UsedColumn})
        m_table->setNumberColumn(number);
    m_table->setStretchColumn(LabelColumn);
    row->addWidget(m_table, 1);
    m_detail = new KeyDetail({m_change, m_rotate, m_stop, m_revoke}, {m_budget, m_changeBudget});
    row->addWidget(m_detail);
    return content;
}

void KeysPage::activate()
{
    m_isShown = true;
    m_reading.read();
    listKeys();
    m_table->setFocus();
}

void KeysPage::listKeys()
{
    const Instant now = SystemClock().now();
    const QString asked = m_filter->text().trimmed();
    std::vector<std::vector<Cell>> rows;
    QStringList ids;
    std::size_t inUse = 0;
    for (const KeyFacts& facts : m_reading.facts()) {
        const bool isEnded = hasEnded(facts.key, now);
        inUse += isEnded ? 0 : 1;
        if (isEnded != (m_which->current() == Ended) || !fits(facts, asked))
            continue;
        rows.push_back(keyRow(facts, now));
        ids << QString::fromStdString(facts.key.id.toString());
    }
    const bool isEmpty = ids.isEmpty();
    m_rows->setRows(std::move(rows), std::move(ids));
    if (!isEmpty && m_table->currentId().isEmpty())
        m_table->setCurrentIndex(m_rows->index(0, 0));
    Q_EMIT countChanged(inUse ? countText(static_cast<qint64>(inUse)) : QString());
    showDetail();

    const auto& failure = m_reading.failure();
    if (failure && !m_reading.isRead())
        m_state->showError(client::sentence(*failure), [this] { m_reading.read(); });
    else if (!m_reading.isRead())
        m_state->showLoading();
    else if (failure || m_session.events().state() == EventStream::State::Waiting)
        m_state->showOffline(tr("The daemon cannot be reached. Shown is what was known at %1.")
                                 .arg(m_reading.readAt().toString(QStringLiteral("HH:mm:ss"))));
    else if (isEmpty && asked.isEmpty() && m_which->current() == InUse)
        m_state->showEmpty(tr("An application needs a key to call models. It is shown once; the console forgets it."),
                           m_new->isEnabled() ? tr("&New key…") : QString(), [this] { makeKey(); });
    else if (isEmpty)
        m_state->showEmpty(asked.isEmpty() ? tr("No key has ended yet.") : tr("No key fits the filter."));
    else if (!m_session.directory().isWhole(client::Directory::List::Keys))
        m_state->showPartial(
            tr("The newest %1 keys; there are more.").arg(countText(qint64(client::Directory::kMost))));
    else
        m_state->showContent();
}

void KeysPage::showDetail()
{
    m_current = m_reading.factsOf(m_table->currentId());
    m_detail->setVisible(m_current.has_value());
    judge();
    if (!m_current)
        return;
    m_detail->showKey(*m_current, SystemClock().now());
    m_detail->setCall(m_session.profile().gatewayUrl, snippetModel(m_current->key));
}

void KeysPage::judge()
{
    const bool mayWrite = m_session.mayWriteKeys();
    const bool isAlive = m_current && !hasEnded(m_current->key, SystemClock().now());
    m_new->setEnabled(mayWrite);
    m_change->setEnabled(mayWrite && isAlive);
    m_rotate->setEnabled(mayWrite && isAlive);
    m_revoke->setEnabled(mayWrite && m_current && !m_current->key.revokedAt);
    m_stop->setEnabled(m_session.mayWriteSupply() && isAlive);
    m_stop->setText(m_current && m_current->stop ? tr("Let it run a&gain") : tr("St&op…"));
    m_budget->setEnabled(m_session.mayWriteMoney() && isAlive);
    m_changeBudget->setEnabled(m_budget->isEnabled() && !m_current->budgets.empty());
    m_copyId->setEnabled(m_current.has_value());
}

bool KeysPage::open(const QString& resource)
{
    const auto facts = m_reading.factsOf(resource);
    if (!facts)
        return false;
    m_filter->clear();
    m_which->setCurrent(hasEnded(facts->key, SystemClock().now()) ? Ended : InUse);
    listKeys();
    return m_table->selectId(resource);
}

std::optional<StopTarget> KeysPage::stopTarget() const
{
    if (!m_current || m_current->stop)
        return {};
    return StopTarget{QStringLiteral("key"), QString::fromStdString(m_current->key.id.toString()),
                      plain(m_current->key.label.empty() ? m_current->key.hint : m_current->key.label)};
}

void KeysPage::save(QSettings& settings) const { settings.setValue(QStringLiteral("which"), m_which->current()); }

void KeysPage::restore(QSettings& settings)
{
    m_which->setCurrent(settings.value(QStringLiteral("which"), int(InUse)).toInt());
}

void KeysPage::copyId()
{
    if (m_current)
        copyText(QString::fromStdString(m_current->key.id.toString()));
}

} // namespace gotoai::keys
