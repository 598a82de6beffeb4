// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QWidget>

#include <functional>

class QPushButton;
class QStackedLayout;

namespace gotoai::widgets {

class Label;

// The five states of a view around its content: empty, loading, partial, error, offline.
class StateView : public QWidget
{
    Q_OBJECT

public:
    enum class State { Content, Empty, Loading, Partial, Error, Offline };

    explicit StateView(QWidget* content, QWidget* parent = nullptr);

    void showContent();
    void showLoading(); // what is shown is dimmed; a word appears after 300 ms
    void showPartial(const QString& sentence);
    void showEmpty(const QString& sentence, const QString& act = {}, std::function<void()> then = {});
    void showError(const QString& sentence, std::function<void()> retry);
    void showOffline(const QString& sentence); // the content stays, with its age
    State state() const { return m_state; }
    QString sentence() const;

private:
    void show(State state, const QString& note);
    void showInstead(State state, const QString& sentence, const QString& act, std::function<void()> then);

    State m_state = State::Content;
    QWidget* m_content;
    QStackedLayout* m_stack;
    QWidget* m_whole;
    Label* m_note;
    QWidget* m_instead;
    Label* m_sentence;
    QPushButton* m_act;
    std::function<void()> m_then;
    QTimer m_patience;
};

} // namespace gotoai::widgets
