// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "playground/chatsettings.h"

#include <QWidget>

class QCheckBox;
class QLineEdit;
class QPlainTextEdit;
class QStackedWidget;

namespace gotoai::widgets {
class Label;
class SegmentedControl;
} // namespace gotoai::widgets

namespace gotoai::playground {

// How the model is asked, above the message: parameters, system prompt, tools, schema, what the route is held to.
class SettingsPanel : public QWidget
{
    Q_OBJECT

public:
    explicit SettingsPanel(QWidget* parent = nullptr);

    const ChatSettings& settings() const { return m_settings; }
    void setSettings(const ChatSettings& settings); // tells
    void setMode(const QString& mode);

Q_SIGNALS:
    void changed();

private:
    QWidget* makeParameters();
    QPlainTextEdit* makeText(const QString& placeholder, const QString& accessibleName, QString ChatSettings::*member);
    void readParameters();
    void judge();

    ChatSettings m_settings;
    widgets::SegmentedControl* m_parts;
    QStackedWidget* m_stack;
    QLineEdit* m_maxTokens;
    QLineEdit* m_temperature;
    QLineEdit* m_topP;
    QLineEdit* m_seed;
    QCheckBox* m_stream;
    QPlainTextEdit* m_system;
    QPlainTextEdit* m_tools;
    QPlainTextEdit* m_schema;
    QPlainTextEdit* m_provider;
    widgets::Label* m_fault;
    bool m_isFilling = false;
};

} // namespace gotoai::playground
