// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/tokens.h"

#include <QTimer>
#include <QWidget>

#include <functional>

class QPushButton;

namespace gotoai::widgets {

class Label;

// What happened, beside its cause, with the act that mends or takes it back. Hidden as long as there is nothing to say.
class InlineMessage : public QWidget
{
    Q_OBJECT

public:
    explicit InlineMessage(QWidget* parent = nullptr);

    void showMessage(Tone tone, const QString& text, const QString& act = {}, std::function<void()> then = {});
    void offerUndo(const QString& text, std::function<void()> undo); // for ten seconds
    void dismiss();
    QString text() const;

protected:
    void paintEvent(QPaintEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;

private:
    Tone m_tone = Tone::Neutral;
    Label* m_text;
    QPushButton* m_act;
    std::function<void()> m_then;
    QTimer m_time;
};

} // namespace gotoai::widgets
