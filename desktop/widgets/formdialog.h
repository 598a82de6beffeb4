// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/fieldmerge.h"
#include "widgets/tokens.h"

#include <QDialog>

#include <functional>
#include <vector>

class QPushButton;
class QVBoxLayout;

namespace gotoai::widgets {

class InlineMessage;
class Label;
class Table;

// A dialog that writes one thing. Its button names the act; it stays until the act is done and says, beside the fields,
// why it was not, with everything typed still there. Opened by open(); deletes itself. Enter and Ctrl+Enter submit.
class FormDialog : public QDialog
{
    Q_OBJECT

public:
    FormDialog(const QString& title, const QString& act, QWidget* parent);

    Label* addNote(const QString& sentence); // muted, wraps
    // The label's mnemonic leads to the field; a hint below says what belongs there.
    void addField(const QString& label, QWidget* field, const QString& hint = {});
    void addContent(QWidget* widget);
    void setAct(const QString& text);
    void setComplete(bool isComplete); // the act can be done
    void ready();                      // it may be submitted again
    void failed(const QString& sentence, const QString& act = {}, std::function<void()> then = {});
    // Shows both versions: the act puts yours in the place of theirs, Cancel lets theirs stand. Without a disagreement
    // both changes go together, by the same act once more.
    void showMerge(const FieldMerge& merge);
    QPushButton* actButton() const { return m_act; }
    QPushButton* cancelButton() const { return m_cancel; }

Q_SIGNALS:
    void submitted(); // the button waits until failed() or the dialog's end

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void submit();
    void showVersions(const std::vector<FieldMerge::Disagreement>& fields);

    QVBoxLayout* m_content;
    InlineMessage* m_message;
    QPushButton* m_cancel;
    QPushButton* m_act;
    QString m_actText;
    Table* m_versions = nullptr; // both, once there were two
    bool m_isComplete = true;
    bool m_isRunning = false;
};

} // namespace gotoai::widgets
