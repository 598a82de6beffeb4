// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/playgroundpage.h"

#include "playground/composer.h"
#include "playground/emptyconversation.h"
#include "playground/estimate.h"
#include "playground/inspector.h"
#include "playground/keychoice.h"
#include "playground/lane.h"
#include "playground/settingspanel.h"
#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/icon.h"
#include "widgets/inlinemessage.h"
#include "widgets/orderstory.h"
#include "widgets/pageheader.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/text.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include <algorithm>

namespace gotoai::playground {

using namespace widgets;

namespace {

const char* const modes[]{"", "cheap", "quality", "latency", "privacy", "code"};

} // namespace

PlaygroundPage::PlaygroundPage(client::Session& session, QWidget* parent)
    : Page(QStringLiteral("playground"), parent)
    , m_session(session)
    , m_names(session.directory())
    , m_model(new QComboBox)
    , m_mode(new SegmentedControl(tr("Mode of the route")))
    , m_compare(makeButton(tr("Com&pare")))
    , m_splitter(new QSplitter(Qt::Horizontal))
    , m_said(new QStackedWidget)
    , m_empty(new EmptyConversation)
    , m_lanes(new QSplitter(Qt::Horizontal))
    , m_key(new KeyChoice(session))
    , m_message(new InlineMessage)
    , m_settings(new SettingsPanel)
    , m_composer(new Composer)
    , m_summary(makeButton(QString(), ButtonKind::Link))
    , m_atMost(new Label({}))
    , m_stop(makeButton(tr("S&top")))
    , m_send(makeButton(tr("&Send"), ButtonKind::Primary))
    , m_inspector(new Inspector(m_names))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(space::medium);
    makeHeader(*column);
    m_splitter->setChildrenCollapsible(false);
    m_splitter->setHandleWidth(space::page);
    m_splitter->addWidget(makeLeft());
    m_splitter->addWidget(m_inspector);
    m_splitter->setStretchFactor(0, 1);
    m_splitter->setSizes({700, 430});
    column->addWidget(m_splitter, 1);
    makeActions();
    choose(&addLane());
    connect(m_composer, &Composer::sendRequested, this, &PlaygroundPage::send);
    connect(m_composer, &Composer::changed, this, &PlaygroundPage::askEstimates);
    connect(m_composer, &Composer::refused, this,
            [this](const QString& why) { m_message->showMessage(Tone::Waiting, why); });
    connect(m_settings, &SettingsPanel::changed, this, &PlaygroundPage::settingsChanged);
    connect(m_key, &KeyChoice::changed, this, &PlaygroundPage::askEstimates);
    connect(m_key, &KeyChoice::changed, this, &PlaygroundPage::showPayer);
    connect(&m_names, &client::Names::changed, this, &PlaygroundPage::showPayer);
    connect(m_empty, &EmptyConversation::exampleChosen, this, [this](const QString& text) {
        m_composer->setText(text);
        m_composer->focusText();
    });
    connect(m_send, &QPushButton::clicked, this, &PlaygroundPage::send);
    connect(m_stop, &QPushButton::clicked, this, &PlaygroundPage::stop);
    connect(m_compare, &QPushButton::clicked, this, &PlaygroundPage::compare);
    connect(&m_names, &client::Names::changed, this, &PlaygroundPage::fillModels);
    settingsChanged();
    showRunning();
    showPayer();
}

PlaygroundPage::~PlaygroundPage() = default;

void PlaygroundPage::makeHeader(QLayout& column)
{
    auto* header = new PageHeader(title());
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->setMinimumWidth(170);
    m_model->setAccessibleName(tr("Model"));
    m_model->lineEdit()->setPlaceholderText(tr("Model"));
    for (const char* mode : modes)
        m_mode->addSegment(*mode ? routeModeText(mode) : tr("default"));
    auto* curl = makeButton(tr("Copy as cu&rl"));
    auto* more = makeButton(tr("M&ore"));
    more->setMenu(&m_more);
    header->addAct(m_model);
    header->addAct(m_mode);
    header->addAct(m_compare);
    header->addAct(curl);
    header->addAct(more);
    column.addWidget(header);
    connect(curl, &QPushButton::clicked, this, &PlaygroundPage::copyAsCurl);
    connect(m_mode, &SegmentedControl::currentChanged, this,
            [this](int mode) { m_settings->setMode(QLatin1String(modes[mode])); });
    connect(m_model, &QComboBox::currentTextChanged, this, [this](const QString& model) {
        if (m_current && m_current->model() != model)
            m_current->setModel(model);
    });
}

QWidget* PlaygroundPage::makeLeft()
{
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::medium);
    m_lanes->setChildrenCollapsible(false);
    m_said->addWidget(m_empty);
    m_said->addWidget(m_lanes);
    column->addWidget(m_said, 1);
    column->addWidget(m_message);
    column->addWidget(m_key);
    column->addWidget(m_settings);
    m_settings->setVisible(false);
    column->addWidget(m_composer);
    column->addWidget(makeBottom());
    return left;
}

QWidget* PlaygroundPage::makeBottom()
{
    auto* bottom = new QWidget;
    auto* row = new QHBoxLayout(bottom);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(space::medium);
    m_summary->setToolTip(tr("Parameters, system prompt, tools, schema, route"));
    m_stop->setToolTip(QKeySequence(Qt::Key_Escape).toString(QKeySequence::NativeText));
    m_send->setToolTip(QKeySequence(Qt::CTRL | Qt::Key_Return).toString(QKeySequence::NativeText));
    row->addWidget(m_summary);
    row->addStretch();
    row->addWidget(m_atMost);
    row->addWidget(m_stop);
    row->addWidget(m_send);
    connect(m_summary, &QPushButton::clicked, this, [this] { m_settings->setVisible(!m_settings->isVisible()); });
    return bottom;
}

void PlaygroundPage::activate()
{
    if (!std::exchange(m_isFresh, false))
        return;
    m_key->read();
    m_composer->focusText();
}

Lane& PlaygroundPage::addLane()
{
    auto* lane = new Lane(m_session);
    auto* estimate = new Estimate(m_session, lane);
    m_slots.push_back({lane, estimate});
    m_lanes->addWidget(lane);
    connect(lane, &Lane::modelChanged, this, [this, lane] {
        if (lane == m_current && m_model->currentText() != lane->model())
            m_model->setEditText(lane->model());
        askEstimates();
    });
    connect(lane, &Lane::begun, this, [this, lane] {
        if (lane == m_current)
            m_inspector->setLane(lane);
        showWhatWasSaid();
        showRunning();
    });
    connect(lane, &Lane::changed, this, [this, lane] {
        if (lane == m_current)
            m_inspector->refresh();
        showWhatWasSaid();
    });
    connect(lane, &Lane::finished, this, [this, lane] {
        remember(*lane);
        showRunning();
        askEstimates();
    });
    connect(lane, &Lane::focused, this, [this, lane] { choose(lane); });
    connect(lane, &Lane::closeRequested, this, [this, lane] { removeLane(lane); });
    connect(estimate, &Estimate::changed, this, &PlaygroundPage::showEstimate);
    placeLanes();
    fillModels();
    return *lane;
}

void PlaygroundPage::removeLane(Lane* lane)
{
    std::erase_if(m_slots, [lane](const Slot& slot) { return slot.lane == lane; });
    if (lane == m_current)
        choose(m_slots.front().lane);
    lane->stop();
    lane->hide();
    lane->deleteLater();
    placeLanes();
    showRunning();
    showEstimate();
}

void PlaygroundPage::placeLanes()
{
    const bool isOnly = m_slots.size() == 1;
    for (const Slot& slot : m_slots)
        slot.lane->setPlace(isOnly ? Lane::Place::Only : Lane::Place::BesideOthers);
    m_model->setVisible(isOnly);
    m_compare->setEnabled(m_slots.size() < kMostLanes);
    showWhatWasSaid();
}

void PlaygroundPage::showPayer()
{
    const auto id = m_key->id();
    const protocol::Key* key = id ? m_session.directory().key(*id) : nullptr;
    m_empty->setPayer(key ? plain(m_names.account(key->account)) : QString(), key ? plain(key->label) : QString());
}

void PlaygroundPage::showWhatWasSaid()
{
    const bool isNothing = m_slots.size() == 1 && m_slots.front().lane->conversation().turns.empty();
    m_said->setCurrentIndex(isNothing ? 0 : 1);
}

void PlaygroundPage::choose(Lane* lane)
{
    if (lane == m_current)
        return;
    m_current = lane;
    m_model->setEditText(lane->model());
    m_inspector->setLane(lane);
    showEstimate();
}

// Another model beside: it takes over what was said so far.
void PlaygroundPage::compare()
{
    const Conversation conversation = m_current->conversation();
    Lane& lane = addLane();
    lane.setConversation(conversation, m_settings->settings().systemPrompt);
    for (const QString& other : m_names.models()) {
        const bool isShown = std::any_of(m_slots.begin(), m_slots.end(),
                                         [&other](const Slot& slot) { return slot.lane->model() == other; });
        if (isShown)
            continue;
        lane.setModel(other);
        break;
    }
    m_composer->focusText();
}

void PlaygroundPage::startAnew()
{
    for (const Slot& slot : m_slots)
        slot.lane->setConversation({}, m_settings->settings().systemPrompt);
    m_message->dismiss();
    m_composer->focusText();
}

void PlaygroundPage::fillModels()
{
    QStringList models;
    for (const QString& model : m_names.models())
        models << model;
    for (const Slot& slot : m_slots)
        slot.lane->setModels(models);
    if (!m_model->view()->isVisible()) {
        const QSignalBlocker blocker(m_model);
        const QString chosen = m_model->currentText();
        m_model->clear();
        m_model->addItems(models);
        m_model->setEditText(chosen);
    }
    if (m_current && m_current->model().isEmpty() && !models.isEmpty())
        m_current->setModel(models.front());
}

void PlaygroundPage::settingsChanged()
{
    m_summary->setText(m_settings->settings().summary());
    askEstimates();
}

void PlaygroundPage::askEstimates()
{
    if (!m_settings->settings().fault().isEmpty())
        return;
    for (const Slot& slot : m_slots) {
        Conversation conversation = slot.lane->conversation();
        conversation.turns.push_back(m_composer->turn());
        auto question = m_settings->settings().question(slot.lane->model(), conversation);
        question.key = m_key->id();
        slot.estimate->ask(std::move(question));
    }
}

void PlaygroundPage::showEstimate()
{
    Money sum;
    QString refusal;
    bool isKnown = !m_slots.empty();
    for (const Slot& slot : m_slots) {
        const auto& answer = slot.estimate->answer();
        if (slot.lane == m_current)
            m_inspector->setForecast(answer);
        if (answer && answer->refusal)
            refusal = plain(answer->refusal->detail);
        isKnown = isKnown && answer && answer->hold;
        if (isKnown)
            sum = sum.plus(*answer->hold).value_or(sum);
    }
    m_atMost->setText(isKnown             ? tr("at most %1").arg(moneyText(sum))
                      : refusal.isEmpty() ? QString()
                                          : tr("would be refused"));
    m_atMost->setToolTip(isKnown ? exactMoney(sum) : refusal);
}

void PlaygroundPage::showRunning()
{
    const bool isRunning =
        std::any_of(m_slots.begin(), m_slots.end(), [](const Slot& slot) { return slot.lane->isRunning(); });
    m_stop->setEnabled(isRunning);
    m_send->setEnabled(!isRunning);
}

void PlaygroundPage::send()
{
    if (!m_send->isEnabled())
        return;
    const ChatSettings& settings = m_settings->settings();
    if (m_key->key().isEmpty())
        return m_key->askAnew();
    if (const QString fault = settings.fault(); !fault.isEmpty()) {
        m_settings->setVisible(true);
        return m_message->showMessage(Tone::Waiting, fault);
    }
    if (m_composer->isEmpty() || m_current->model().isEmpty())
        return m_message->showMessage(Tone::Waiting, m_composer->isEmpty() ? tr("Write a message first.")
                                                                           : tr("Choose a model first."));
    m_message->dismiss();
    const Turn turn = m_composer->turn();
    m_composer->clear();
    for (const Slot& slot : m_slots) {
        if (!slot.lane->model().isEmpty())
            slot.lane->send(turn, settings, m_key->key());
    }
    m_composer->focusText();
}

void PlaygroundPage::stop()
{
    for (const Slot& slot : m_slots)
        slot.lane->stop();
}

} // namespace gotoai::playground
