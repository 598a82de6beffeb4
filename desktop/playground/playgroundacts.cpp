// SPDX-License-Identifier: GPL-3.0-or-later
// What one can do with a conversation beside sending: keep it, bring it back, ask it again, take it elsewhere.
#include "playground/composer.h"
#include "playground/inspector.h"
#include "playground/keychoice.h"
#include "playground/lane.h"
#include "playground/playgroundpage.h"
#include "playground/settingspanel.h"
#include "widgets/display.h"
#include "widgets/inlinemessage.h"
#include "widgets/segmentedcontrol.h"

#include <QClipboard>
#include <QFile>
#include <QFileDialog>
#include <QFileInfo>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QSaveFile>
#include <QSplitter>

#include <algorithm>

namespace gotoai::playground {

using namespace widgets;

namespace {

const QString format = QStringLiteral("gotoai-playground");
constexpr int version = 1;
constexpr qint64 mostBytes = 64 * 1024 * 1024;
const QString replayPrefix = QStringLiteral("replay:");
const QString stateKey = QStringLiteral("state");
const QString splitterKey = QStringLiteral("splitter");

int modeIndex(const QString& mode)
{
    static const QStringList modes{QString(),
                                   QStringLiteral("cheap"),
                                   QStringLiteral("quality"),
                                   QStringLiteral("latency"),
                                   QStringLiteral("privacy"),
                                   QStringLiteral("code")};
    return static_cast<int>(std::max<qsizetype>(0, modes.indexOf(mode)));
}

} // namespace

QAction* PlaygroundPage::addAction(const QString& text, const QKeySequence& keys, const std::function<void()>& then)
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setShortcutContext(Qt::WidgetWithChildrenShortcut);
    connect(action, &QAction::triggered, this, then);
    QWidget::addAction(action);
    return action;
}

void PlaygroundPage::makeActions()
{
    addAction(tr("Send the message"), QKeySequence(Qt::CTRL | Qt::Key_Return), [this] { send(); });
    addAction(tr("Stop the answer"), QKeySequence(Qt::Key_Escape), [this] { stop(); });
    m_more.addAction(addAction(tr("&New conversation"), QKeySequence::New, [this] { startAnew(); }));
    m_more.addAction(addAction(tr("&Attach a picture…"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_A),
                               [this] { m_composer->chooseFile(); }));
    m_more.addAction(addAction(tr("&Settings of the request"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_S),
                               [this] { m_settings->setVisible(!m_settings->isVisible()); }));
    m_more.addSeparator();
    m_more.addAction(
        addAction(tr("Sa&ve the conversation…"), QKeySequence::Save, [this] { chooseFile(FileAct::Save); }));
    m_more.addAction(addAction(tr("&Load a conversation…"), QKeySequence::Open, [this] { chooseFile(FileAct::Load); }));
    m_more.addAction(
        addAction(tr("Copy as &curl"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_C), [this] { copyAsCurl(); }));
    m_more.addSeparator();
    m_more.addAction(addAction(tr("Use another &key…"), {}, [this] { m_key->askAnew(); }));
    addAction(tr("Compare with another model"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_D), [this] {
        if (m_slots.size() < kMostLanes)
            compare();
    });
}

void PlaygroundPage::copyAsCurl()
{
    const ChatSettings& settings = m_settings->settings();
    if (const QString fault = settings.fault(); !fault.isEmpty())
        return m_message->showMessage(Tone::Waiting, fault);
    Conversation conversation = m_current->conversation();
    if (!m_composer->isEmpty())
        conversation.turns.push_back(m_composer->turn());
    else if (!conversation.turns.empty() && conversation.turns.back().role == Turn::Role::Assistant)
        conversation.turns.pop_back(); // what was asked last
    const client::ChatRequest request{.body = settings.body(m_current->model(), conversation), .mode = settings.mode};
    QGuiApplication::clipboard()->setText(client::curlCommand(m_session.profile().gatewayUrl, request));
    m_message->showMessage(Tone::Good, tr("The command is in the clipboard. It reads the key from GOTOAI_API_KEY."));
}

QJsonObject PlaygroundPage::toJson() const
{
    QJsonArray lanes;
    for (const Slot& slot : m_slots)
        lanes.append(QJsonObject{{QStringLiteral("model"), slot.lane->model()},
                                 {QStringLiteral("messages"), slot.lane->conversation().messages({})}});
    return {{QStringLiteral("format"), format},
            {QStringLiteral("version"), version},
            {QStringLiteral("settings"), m_settings->settings().toJson()},
            {QStringLiteral("lanes"), lanes},
            {QStringLiteral("draft"), m_composer->text()}};
}

void PlaygroundPage::fromJson(const QJsonObject& object)
{
    const ChatSettings settings = ChatSettings::fromJson(object.value(u"settings").toObject());
    m_settings->setSettings(settings);
    m_mode->setCurrent(modeIndex(settings.mode));
    const QJsonArray lanes = object.value(u"lanes").toArray();
    while (m_slots.size() > std::max<std::size_t>(1, static_cast<std::size_t>(lanes.size())))
        removeLane(m_slots.back().lane);
    while (m_slots.size() < std::min(kMostLanes, static_cast<std::size_t>(lanes.size())))
        addLane();
    for (std::size_t index = 0; index < m_slots.size(); ++index) {
        const QJsonObject lane = lanes.at(static_cast<qsizetype>(index)).toObject();
        QString prompt = settings.systemPrompt;
        const Conversation conversation = Conversation::fromMessages(lane.value(u"messages").toArray(), prompt);
        m_slots[index].lane->setConversation(conversation, prompt);
        m_slots[index].lane->setModel(lane.value(u"model").toString());
    }
    m_composer->setText(object.value(u"draft").toString());
}

void PlaygroundPage::chooseFile(FileAct act)
{
    const bool isSaving = act == FileAct::Save;
    auto* dialog = new QFileDialog(this, isSaving ? tr("Save the conversation") : tr("Load a conversation"), {},
                                   tr("Conversations (*.json)"));
    dialog->setAcceptMode(isSaving ? QFileDialog::AcceptSave : QFileDialog::AcceptOpen);
    dialog->setDefaultSuffix(QStringLiteral("json"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QFileDialog::fileSelected, this, isSaving ? &PlaygroundPage::saveTo : &PlaygroundPage::loadFrom);
    dialog->open();
}

void PlaygroundPage::saveTo(const QString& path)
{
    QSaveFile file(path);
    const QByteArray text = QJsonDocument(toJson()).toJson();
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size() || !file.commit())
        return m_message->showMessage(Tone::Broken, tr("The file cannot be written: %1").arg(file.errorString()));
    m_message->showMessage(Tone::Good, tr("The conversation is in %1.").arg(plain(QFileInfo(path).fileName())));
}

void PlaygroundPage::loadFrom(const QString& path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly) || file.size() > mostBytes)
        return m_message->showMessage(Tone::Broken, tr("The file cannot be read: %1").arg(file.errorString()));
    const QJsonObject object = QJsonDocument::fromJson(file.readAll()).object();
    if (object.value(u"format").toString() != format || object.value(u"version").toInt() != version)
        return m_message->showMessage(
            Tone::Broken, tr("%1 is no conversation of the playground.").arg(plain(QFileInfo(path).fileName())));
    const QJsonObject before = toJson();
    fromJson(object);
    m_message->offerUndo(tr("%1 is loaded.").arg(plain(QFileInfo(path).fileName())),
                         [this, before] { fromJson(before); });
}

void PlaygroundPage::remember(const Lane& lane)
{
    Conversation asked = lane.conversation();
    if (!asked.turns.empty() && asked.turns.back().role == Turn::Role::Assistant)
        asked.turns.pop_back();
    if (lane.order().id().isEmpty() || asked.turns.empty())
        return;
    m_sent[lane.order().id()] = {lane.model(), asked, m_settings->settings()};
    if (m_sent.size() > kRememberedOrders)
        m_sent.erase(m_sent.begin()); // ids ascend with time
}

bool PlaygroundPage::open(const QString& resource)
{
    if (!resource.startsWith(replayPrefix))
        return false;
    replay(resource.mid(replayPrefix.size()));
    return true;
}

void PlaygroundPage::replay(const QString& order)
{
    const auto found = m_sent.find(order);
    if (found == m_sent.end())
        return replayUnknown(order);
    const QJsonObject before = toJson();
    const Sent sent = found->second;
    m_settings->setSettings(sent.settings);
    m_mode->setCurrent(modeIndex(sent.settings.mode));
    m_current->setModel(sent.model);
    Conversation earlier = sent.conversation;
    const Turn question = earlier.turns.back();
    earlier.turns.pop_back();
    m_current->setConversation(earlier, sent.settings.systemPrompt);
    m_composer->setText(question.text);
    m_message->offerUndo(tr("The order's words are back. Send asks them again."), [this, before] { fromJson(before); });
    m_composer->focusText();
}

// GotoAI keeps no words of what others asked: how it was asked is all that comes back.
void PlaygroundPage::replayUnknown(const QString& order)
{
    m_session.daemon().get<protocol::Order>(
        QStringLiteral("orders/") + order, {}, this, [this, order](client::Answer<protocol::Order> answer) {
            if (!answer)
                return m_message->showMessage(Tone::Broken, client::sentence(answer.failure()), tr("&Retry"),
                                              [this, order] { replay(order); });
            ChatSettings settings = m_settings->settings();
            settings.isStreamed = answer->isStreamed;
            settings.mode = QString::fromStdString(answer->mode);
            m_settings->setSettings(settings);
            m_mode->setCurrent(modeIndex(settings.mode));
            m_current->setModel(QString::fromStdString(answer->model));
            m_message->showMessage(
                Tone::Accent,
                tr("Model, mode and streaming are those of the order. Its words are kept nowhere: write them again."));
            m_composer->focusText();
        });
}

void PlaygroundPage::save(QSettings& settings) const
{
    settings.setValue(splitterKey, m_splitter->saveState());
    QJsonObject state = toJson();
    if (QJsonDocument(state).toJson(QJsonDocument::Compact).size() > kKeptBytes)
        state.remove(QStringLiteral("lanes"));
    settings.setValue(stateKey, QJsonDocument(state).toJson(QJsonDocument::Compact));
}

void PlaygroundPage::restore(QSettings& settings)
{
    m_splitter->restoreState(settings.value(splitterKey).toByteArray());
    const QJsonObject state = QJsonDocument::fromJson(settings.value(stateKey).toByteArray()).object();
    if (!state.isEmpty())
        fromJson(state);
}

} // namespace gotoai::playground
