// SPDX-License-Identifier: GPL-3.0-or-later
#include "keys/keydetail.h"

#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/snippet.h"

#include <QAction>
#include <QVBoxLayout>

namespace gotoai::keys {

using namespace widgets;

namespace {

constexpr int snippetLines = 9;

} // namespace

KeyDetail::KeyDetail(const QList<QAction*>& acts, const QList<QAction*>& budgetActs, QWidget* parent)
    : DetailPane(tr("The selected key"), parent)
    , m_budgets(new PairList)
    , m_facts(new PairList)
    , m_language(new SegmentedControl(tr("Language of the snippet")))
    , m_snippet(new Snippet(tr("first call"), snippetLines))
{
    for (QAction* act : acts)
        addAct(makeButton(act,
                          act->data().toString() == QLatin1String("danger") ? ButtonKind::Danger : ButtonKind::Plain));
    addPart(tr("Budgets"), m_budgets);
    auto* row = new QHBoxLayout;
    row->setContentsMargins(0, 0, 0, 0);
    auto* line = new QWidget;
    line->setLayout(row);
    row->setSpacing(space::medium);
    for (QAction* act : budgetActs)
        row->addWidget(makeButton(act, ButtonKind::Link));
    row->addStretch();
    addPart(line);
    for (const char* language : {"curl", "Python", "JavaScript"})
        m_language->addSegment(QString::fromLatin1(language));
    addPart(tr("Use it"), m_language);
    addPart(m_snippet);
    addPart(tr("Facts"), m_facts);
    connect(m_language, &SegmentedControl::currentChanged, this, &KeyDetail::showSnippet);
}

void KeyDetail::showKey(const KeyFacts& facts, Instant now)
{
    setTitle(facts.key.label.empty() ? tr("No label") : plain(facts.key.label), stateOf(facts, now).sentence);
    auto budgets = budgetPairs(facts);
    if (budgets.empty())
        budgets.push_back({.name = tr("None: it may spend all that its account has."), .value = {}});
    m_budgets->setPairs(std::move(budgets));
    m_facts->setPairs(factPairs(facts));
}

void KeyDetail::setCall(const QUrl& gateway, const QString& model)
{
    m_gateway = gateway;
    m_model = model;
    showSnippet();
}

void KeyDetail::showSnippet()
{
    m_snippet->setText(snippet(static_cast<Language>(m_language->current()), m_gateway, m_model));
}

} // namespace gotoai::keys
