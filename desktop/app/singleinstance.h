// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLocalServer>

namespace gotoai::app {

// One console a user: who starts another brings the first one to the front instead.
class SingleInstance : public QObject
{
    Q_OBJECT

public:
    explicit SingleInstance(const QString& name, QObject* parent = nullptr);

    // True: this is the first one. False: another runs, and has been asked to show `page` (empty: as it is).
    bool claim(const QString& page);

Q_SIGNALS:
    void asked(const QString& page);

private:
    void take();
    bool tellOther(const QString& page) const;

    const QString m_name;
    QLocalServer m_server;
};

} // namespace gotoai::app
