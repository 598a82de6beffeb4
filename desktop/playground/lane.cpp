// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/lane.h"

#include "playground/transcript.h"
#include "widgets/display.h"
#include "widgets/icon.h"
#include "widgets/inlinemessage.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QAbstractItemView>
#include <QComboBox>
#include <QEvent>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QToolButton>
#include <QVBoxLayout>

namespace gotoai::playground {

using namespace widgets;

namespace {

// An answer that is whole says why it ends.
bool isBrokenOff(const client::ChatRecord& record)
{
    return record.failure || (!record.isStopped && record.finishReason.isEmpty());
}

} // namespace

Lane::Lane(client::Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_model(new QComboBox(this))
    , m_close(new QToolButton(this))
    , m_transcript(new Transcript(tr("Conversation"), this))
    , m_message(new InlineMessage(this))
    , m_figures(new Label({}, TextSize::Label, Ink::Muted, this))
    , m_order(session.daemon())
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    auto* head = new QHBoxLayout;
    head->addWidget(m_model, 1);
    head->addWidget(m_close);
    column->addLayout(head);
    column->addWidget(m_transcript, 1);
    column->addWidget(m_message);
    column->addWidget(m_figures);
    m_figures->setVisible(false);
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->setAccessibleName(tr("Model"));
    m_model->lineEdit()->setPlaceholderText(tr("Model"));
    m_close->setIcon(icon(QStringLiteral("close")));
    m_close->setAccessibleName(tr("Take this model away"));
    m_transcript->installEventFilter(this);
    m_model->lineEdit()->installEventFilter(this);
    connect(m_model, &QComboBox::currentTextChanged, this, &Lane::modelChanged);
    connect(m_close, &QToolButton::clicked, this, &Lane::closeRequested);
    connect(&m_order, &OrderSearch::changed, this, [this] {
        showNote();
        Q_EMIT changed();
    });
    setPlace(Place::Only);
}

Lane::~Lane() = default;

QString Lane::model() const { return m_model->currentText().trimmed(); }

void Lane::setModel(const QString& model) { m_model->setEditText(model); }

void Lane::setModels(const QStringList& models)
{
    if (m_model->view()->isVisible())
        return;
    const QSignalBlocker blocker(m_model);
    const QString chosen = model();
    m_model->clear();
    m_model->addItems(models);
    m_model->setEditText(chosen);
}

void Lane::setPlace(Place place)
{
    m_model->setVisible(place == Place::BesideOthers);
    m_close->setVisible(place == Place::BesideOthers);
}

void Lane::setConversation(const Conversation& conversation, const QString& systemPrompt)
{
    stop();
    m_conversation = conversation;
    m_systemPrompt = systemPrompt;
    showAll();
    Q_EMIT changed();
}

void Lane::showAll()
{
    m_transcript->clear();
    if (!m_systemPrompt.isEmpty()) {
        m_transcript->beginTurn(Transcript::Voice::System, tr("System"));
        m_transcript->append(m_systemPrompt);
        m_transcript->endTurn();
    }
    for (const Turn& turn : m_conversation.turns)
        showTurn(turn);
}

void Lane::showTurn(const Turn& turn)
{
    const bool isUser = turn.role == Turn::Role::User;
    m_transcript->beginTurn(isUser ? Transcript::Voice::User : Transcript::Voice::Assistant,
                            isUser ? tr("User") : tr("Assistant"));
    if (!turn.pictures.empty()) {
        QStringList names;
        for (const Picture& picture : turn.pictures)
            names << plain(picture.name);
        m_transcript->setNote(names.join(QStringLiteral(", ")));
    }
    m_transcript->append(turn.text);
    m_transcript->endTurn();
}

void Lane::send(const Turn& turn, const ChatSettings& settings, const Secret& key)
{
    m_message->dismiss();
    m_settings = settings;
    m_key = key.copy();
    if (settings.systemPrompt != m_systemPrompt) {
        m_systemPrompt = settings.systemPrompt;
        showAll();
    }
    m_conversation.turns.push_back(turn);
    showTurn(turn);
    beginAnswer();
}

void Lane::beginAnswer()
{
    m_order.clear();
    m_shownText = m_shownThought = 0;
    m_hasRestarted = false;
    m_stream = std::make_unique<client::ChatStream>(m_session.profile());
    connect(m_stream.get(), &client::ChatStream::begun, this, [this] {
        m_order.follow(m_stream->record().header("x-gotoai-order"));
        advance();
    });
    connect(m_stream.get(), &client::ChatStream::advanced, this, &Lane::advance);
    connect(m_stream.get(), &client::ChatStream::ended, this, &Lane::end);
    m_transcript->beginTurn(Transcript::Voice::Assistant, tr("Assistant"));
    m_transcript->setNote(tr("waiting"));
    m_stream->start(m_key, {.body = m_settings.body(model(), m_conversation), .mode = m_settings.mode});
    Q_EMIT begun();
}

void Lane::stop()
{
    if (isRunning())
        m_stream->stop();
}

void Lane::advance()
{
    const client::ChatRecord& record = m_stream->record();
    if (record.isRestarted && !std::exchange(m_hasRestarted, record.isRestarted)) {
        m_transcript->restartTurn();
        m_shownText = m_shownThought = 0;
    }
    if (record.reasoning.size() > m_shownThought && m_shownText == 0) {
        m_transcript->append(record.reasoning.mid(m_shownThought));
        m_shownThought = record.reasoning.size();
    }
    if (record.text.size() > m_shownText) {
        if (m_shownText == 0 && m_shownThought > 0)
            m_transcript->append(QStringLiteral("\n\n"));
        m_transcript->append(record.text.mid(m_shownText));
        m_shownText = record.text.size();
    }
    showNote();
    Q_EMIT changed();
}

void Lane::end()
{
    const client::ChatRecord& record = m_stream->record();
    advance();
    for (const client::ChatToolCall& call : record.toolCalls)
        m_transcript->append(QStringLiteral("\n%1(%2)").arg(call.name, call.arguments));
    m_transcript->endTurn();
    if (!record.text.isEmpty() || !record.toolCalls.empty())
        m_conversation.turns.push_back(
            {.role = Turn::Role::Assistant, .text = record.text, .toolCalls = record.toolCalls});
    if (record.failure) {
        const QString why = client::sentence(*record.failure);
        const QString detail = plain(record.failure->detail);
        m_message->showMessage(Tone::Broken,
                               detail.isEmpty() || why.contains(detail) ? why : why + QLatin1Char(' ') + detail,
                               tr("&Try again"), [this] { retry(); });
    }
    if (isBrokenOff(record) && !record.failure)
        m_message->showMessage(Tone::Broken, tr("The answer broke off before its end."), tr("&Try again"),
                               [this] { retry(); });
    m_order.lookNow();
    showNote();
    Q_EMIT changed();
    Q_EMIT finished();
}

// The same question once more: what came of the last answer, if anything, is taken back.
void Lane::retry()
{
    if (isRunning() || m_conversation.turns.empty())
        return;
    if (m_conversation.turns.back().role == Turn::Role::Assistant)
        m_conversation.turns.pop_back();
    showAll();
    beginAnswer();
}

void Lane::showNote()
{
    if (!m_stream)
        return;
    const client::ChatRecord& record = m_stream->record();
    QStringList parts;
    if (const QByteArray provider = record.header("x-gotoai-provider"); !provider.isEmpty())
        parts << QStringLiteral("%1 / %2").arg(plain(QString::fromUtf8(provider)), plain(model()));
    if (isRunning() && !record.firstTokenAt)
        parts << tr("waiting");
    if (record.usage)
        parts << tr("%1 → %2 tokens")
                     .arg(countText(record.usage->promptTokens), countText(record.usage->completionTokens));
    if (record.isStopped)
        parts << tr("stopped");
    else if (!isRunning() && isBrokenOff(record))
        parts << tr("broken off");
    else if (record.finishReason == u"length")
        parts << tr("cut at its limit");
    if (const auto& order = m_order.order(); order && order->endedAt)
        parts << tr("charged %1").arg(moneyText(order->charge));
    m_transcript->setNote(parts.join(QStringLiteral(" · ")));
    if (!m_model->isVisible() || !record.firstTokenAt)
        return;
    m_figures->setText(tr("first token %1").arg(milliText(record.firstTokenAt->count() / 1'000)));
    m_figures->setVisible(true);
}

bool Lane::eventFilter(QObject* object, QEvent* event)
{
    if (event->type() == QEvent::FocusIn)
        Q_EMIT focused();
    return QWidget::eventFilter(object, event);
}

} // namespace gotoai::playground
