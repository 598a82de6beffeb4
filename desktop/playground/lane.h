// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/chatstream.h"
#include "client/session.h"
#include "playground/chatsettings.h"
#include "playground/ordersearch.h"

#include <QWidget>

#include <memory>

class QComboBox;
class QToolButton;

namespace gotoai::widgets {
class InlineMessage;
class Label;
} // namespace gotoai::widgets

namespace gotoai::playground {

class Transcript;

// One conversation with one model: what was said, the answer that is coming, its order.
class Lane : public QWidget
{
    Q_OBJECT

public:
    enum class Place { Only, BesideOthers };

    Lane(client::Session& session, QWidget* parent = nullptr);
    ~Lane() override;

    QString model() const;
    void setModel(const QString& model);
    void setModels(const QStringList& models);
    void setPlace(Place place);

    const Conversation& conversation() const { return m_conversation; }
    void setConversation(const Conversation& conversation, const QString& systemPrompt);
    void send(const Turn& turn, const ChatSettings& settings, const Secret& key);
    void stop();
    bool isRunning() const { return m_stream && m_stream->isRunning(); }

    // Of the last request; null: there was none.
    const client::ChatRecord* record() const { return m_stream ? &m_stream->record() : nullptr; }
    std::chrono::microseconds elapsed() const { return m_stream ? m_stream->elapsed() : std::chrono::microseconds(0); }
    const OrderSearch& order() const { return m_order; }
    const Transcript& transcript() const { return *m_transcript; }

Q_SIGNALS:
    void modelChanged();
    void begun();   // a request goes out: record() is another one
    void changed(); // of the record or the order
    void finished();
    void focused();
    void closeRequested();

protected:
    bool eventFilter(QObject* object, QEvent* event) override;

private:
    void showAll();
    void showTurn(const Turn& turn);
    void beginAnswer();
    void advance();
    void end();
    void showNote();
    void retry();

    client::Session& m_session;
    QComboBox* m_model;
    QToolButton* m_close;
    Transcript* m_transcript;
    widgets::InlineMessage* m_message;
    widgets::Label* m_figures;
    Conversation m_conversation;
    ChatSettings m_settings; // of the last request
    QString m_systemPrompt;  // that is shown
    Secret m_key;
    std::unique_ptr<client::ChatStream> m_stream;
    OrderSearch m_order;
    qsizetype m_shownText = 0;
    qsizetype m_shownThought = 0;
    bool m_hasRestarted = false;
};

} // namespace gotoai::playground
