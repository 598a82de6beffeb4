// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "desktop/support/calls.h"
#include "widgets/formdialog.h"
#include "widgets/inlinemessage.h"
#include "widgets/table.h"

#include <QEventLoop>
#include <QLineEdit>
#include <QPushButton>

#include <thread>

namespace gotoai::test {

// The dialog that is open in a page, once keys reach it. None ends the test program.
template<class DialogClass>
DialogClass* openDialog(QWidget& page)
{
    DialogClass* found = nullptr;
    const auto isThere = [&] {
        for (DialogClass* each : page.findChildren<DialogClass*>())
            found = each->isActiveWindow() ? each : found;
        return found != nullptr;
    };
    if (!QTest::qWaitFor(isThere, kPatience))
        qFatal("the dialog did not come");
    return found;
}

template<class Field = QLineEdit>
Field* fieldOf(QWidget& form, const char* name)
{
    for (Field* field : form.findChildren<Field*>()) {
        if (field->accessibleName() == QLatin1String(name))
            return field;
    }
    qFatal("there is no field %s", name);
}

inline void retype(QLineEdit* field, const QString& text)
{
    field->setFocus();
    field->selectAll();
    if (text.isEmpty())
        QTest::keyClick(field, Qt::Key_Delete);
    QTest::keyClicks(field, text);
}

// A change by somebody else of which this console has heard nothing yet when the call returns: its event loop stands.
template<class T, class Change>
void changeUnheard(const client::Profile& profile, const Secret& token, const QString& path, std::int64_t version,
                   const Change& change)
{
    bool isDone = false;
    std::thread other([&] {
        QEventLoop loop;
        client::DaemonClient daemon;
        daemon.use(profile, token.copy());
        daemon.patch<T>(path, change, client::WriteOptions::over(version), &loop,
                        [&](const client::Answer<T>& changed) {
                            isDone = changed.has_value();
                            loop.quit();
                        });
        loop.exec();
    });
    other.join();
    if (!isDone)
        qFatal("%s: the other's change was refused", qPrintable(path));
}

// The table of both versions, once it stands in a form: a field, theirs, yours. None ends the test program.
inline widgets::Table* bothVersions(widgets::FormDialog& form)
{
    const auto table = [&form] { return form.findChild<widgets::Table*>(); };
    if (!QTest::qWaitFor([&table] { return table() && table()->isVisible(); }, kPatience))
        qFatal("the versions were not shown");
    return table();
}

inline QString cell(const widgets::Table& table, int row, int column)
{
    return table.model()->index(row, column).data().toString();
}

// Presses the act beside a message.
inline void pressAct(widgets::InlineMessage& message)
{
    auto* act = message.findChild<QPushButton*>();
    QTRY_VERIFY_WITH_TIMEOUT(act->isVisible(), kPatience);
    QTest::keyClick(act, Qt::Key_Space);
}

} // namespace gotoai::test
