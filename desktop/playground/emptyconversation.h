// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace gotoai::widgets {
class Label;
} // namespace gotoai::widgets

namespace gotoai::playground {

// What stands where nothing was said yet: what to do, who pays, and messages to begin with.
class EmptyConversation : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyConversation(QWidget* parent = nullptr);

    void setPayer(const QString& account, const QString& key); // empty: there is no key yet

Q_SIGNALS:
    void exampleChosen(const QString& text);

private:
    widgets::Label* m_payer;
};

} // namespace gotoai::playground
