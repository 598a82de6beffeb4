// SPDX-License-Identifier: GPL-3.0-or-later
// What is done to the selected endpoint: taken in and out of service, and asked whether it answers.
#include "supply/endpointsview.h"

#include "client/changing.h"
#include "protocol/endpointtest.h"
#include "supply/endpointchangedialog.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/orderstory.h"

#include <QAction>

namespace gotoai::supply {

using namespace widgets;
using List = client::Directory::List;

namespace {

QString pathOf(const protocol::Endpoint& endpoint)
{
    return QStringLiteral("endpoints/") + QString::fromStdString(endpoint.id.toString());
}

QString testSentence(const protocol::EndpointTest& test, const QString& name)
{
    if (test.outcome != "answered") {
        const QString what = test.httpStatus >= 400 ? QString::number(test.httpStatus) : outcomeText(test.outcome);
        return EndpointsView::tr("%1 did not answer. The provider, not GotoAI, failed: %2. %3")
            .arg(name, what, plain(test.detail.value_or("")));
    }
    if (!test.firstTokenMs)
        return EndpointsView::tr("%1 answered in %2, for %3 of the platform's money.")
            .arg(name, milliText(test.durationMs), moneyText(test.cost));
    return EndpointsView::tr("%1 answered in %2, its first token after %3, for %4 of the platform's money.")
        .arg(name, milliText(test.durationMs), milliText(*test.firstTokenMs), moneyText(test.cost));
}

QString stateSentence(const std::string& state, const QString& name)
{
    return state == "enabled"    ? EndpointsView::tr("%1 serves requests.").arg(name)
           : state == "draining" ? EndpointsView::tr("%1 is being drained.").arg(name)
                                 : EndpointsView::tr("%1 is disabled.").arg(name);
}

QString insistence(const std::string& state)
{
    return state == "enabled"    ? EndpointsView::tr("&Enable all the same")
           : state == "draining" ? EndpointsView::tr("D&rain all the same")
                                 : EndpointsView::tr("D&isable all the same");
}

} // namespace

void EndpointsView::makeActs()
{
    m_test = new QAction(tr("&Test now"), this);
    m_test->setShortcut(QKeySequence(Qt::CTRL | Qt::Key_T));
    m_test->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    m_test->setToolTip(tr("Asks it for a word or two; the platform pays"));
    connect(m_test, &QAction::triggered, this, &EndpointsView::testNow);
    m_change = new QAction(tr("&Change…"), this);
    m_change->setShortcut(QKeySequence(Qt::Key_F2));
    m_change->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(m_change, &QAction::triggered, this, &EndpointsView::changeCurrent);
    const std::tuple<QString, const char*> words[]{
        {tr("&Enable"), "enabled"}, {tr("D&rain"), "draining"}, {tr("D&isable"), "disabled"}};
    for (const auto& [text, state] : words) {
        auto* act = new QAction(text, this);
        act->setData(QString::fromLatin1(state));
        connect(act, &QAction::triggered, this, [this, state = std::string(state)] { setState(state); });
        m_acts.append(act);
    }
}

void EndpointsView::judgeActs(const std::optional<EndpointFacts>& facts)
{
    const bool mayWrite = facts && m_session.mayWriteSupply();
    for (QAction* act : m_acts)
        act->setEnabled(mayWrite && act->data().toString().toStdString() != facts->endpoint.state);
    m_change->setEnabled(mayWrite);
    m_test->setEnabled(mayWrite && !m_testing.isRunning());
}

void EndpointsView::testNow()
{
    const auto facts = current();
    if (!facts)
        return;
    const QString name = nameOf(*facts);
    m_message->showMessage(Tone::Neutral, tr("Waiting for %1…").arg(name));
    m_testing = m_session.daemon().post<protocol::EndpointTest>(
        pathOf(facts->endpoint) + QStringLiteral("/test"), client::WriteOptions::once(), this,
        [this, name](const client::Answer<protocol::EndpointTest>& test) {
            m_testing = {};
            judgeActs(current());
            if (!test)
                return m_message->showMessage(Tone::Broken, client::sentence(test.failure()));
            m_message->showMessage(test->outcome == "answered" ? Tone::Good : Tone::Broken, testSentence(*test, name));
            readHealth();
        });
    judgeActs(facts);
}

void EndpointsView::changeCurrent()
{
    const auto facts = current();
    if (!facts)
        return;
    auto* dialog = new EndpointChangeDialog(facts->endpoint, nameOf(*facts), this);
    connect(dialog, &FormDialog::submitted, this, [this, dialog, path = pathOf(facts->endpoint)] {
        client::submitChange<protocol::Endpoint>(m_session.daemon(), path, dialog,
                                                 [this] { m_session.directory().read(List::Endpoints); });
    });
    dialog->open();
}

void EndpointsView::setState(const std::string& state)
{
    if (const auto facts = current())
        changeState(facts->endpoint, state, true);
}

void EndpointsView::changeState(const protocol::Endpoint& endpoint, const std::string& state, bool mayUndo)
{
    protocol::EndpointChange change;
    change.state = state;
    const auto told = [this, endpoint, state, mayUndo](const client::Answer<protocol::Endpoint>& changed) {
        m_session.directory().read(List::Endpoints);
        if (!changed) {
            if (const auto now = client::currentIn<protocol::Endpoint>(changed.failure()))
                return meetState(endpoint, *now, state, mayUndo);
            return m_message->showMessage(Tone::Broken, client::sentence(changed.failure()));
        }
        if (!mayUndo)
            return m_message->dismiss();
        m_message->offerUndo(stateSentence(changed->state, nameOf(gather(endpoint))),
                             [this, now = *changed, before = endpoint.state] { changeState(now, before, false); });
    };
    m_session.daemon().patch<protocol::Endpoint>(pathOf(endpoint), change, client::WriteOptions::over(endpoint.version),
                                                 this, told);
}

void EndpointsView::meetState(const protocol::Endpoint& before, const protocol::Endpoint& now, const std::string& state,
                              bool mayUndo)
{
    const client::Met met = client::meet(before.state, now.state, state);
    if (met == client::Met::OtherField)
        return changeState(now, state, mayUndo);
    const QString told = tr("Somebody else was quicker: %1").arg(stateSentence(now.state, nameOf(gather(now))));
    if (met == client::Met::SameWish)
        return m_message->showMessage(Tone::Neutral, told);
    m_message->showMessage(Tone::Waiting, told, insistence(state),
                           [this, now, state, mayUndo] { changeState(now, state, mayUndo); });
}

} // namespace gotoai::supply
