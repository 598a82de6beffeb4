// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/pairlist.h"

#include <QDialog>

class QLineEdit;
class QPushButton;
class QVBoxLayout;

namespace gotoai::widgets {

class InlineMessage;

// A dangerous act, confirmed by typing the name of what it strikes. Says in numbers what will happen; the button names
// the act. Opened by open(); it stays until the act is done, and says why it was not. Deletes itself.
class TypedConfirmation : public QDialog
{
    Q_OBJECT

public:
    struct Act
    {
        QString title;       // "Revoke the key batch-eval"
        QString explanation; // what will happen
        std::vector<Pair> numbers;
        QString name;   // to be typed
        QString button; // "Revoke batch-eval"
        bool wantsReason = false;
    };

    explicit TypedConfirmation(const Act& act, QWidget* parent);
    QString reason() const;
    void addField(const QString& label, QWidget* field); // above the name
    void setNumbers(std::vector<Pair> numbers);          // when they are known late
    void failed(const QString& sentence);                // it may be tried again

Q_SIGNALS:
    void confirmed();

private:
    void judge();

    const QString m_name;
    PairList* m_numbers;
    QVBoxLayout* m_fields;
    QLineEdit* m_reason = nullptr;
    QLineEdit* m_typed;
    QPushButton* m_button;
    InlineMessage* m_message;
    bool m_wantsReason;
    bool m_isRunning = false;
};

} // namespace gotoai::widgets
