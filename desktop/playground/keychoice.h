// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/secret.h"
#include "client/session.h"

#include <QWidget>

#include <optional>

class QLineEdit;
class QPushButton;

namespace gotoai::widgets {
class InlineMessage;
} // namespace gotoai::widgets

namespace gotoai::playground {

// The API key that the playground calls with: what the keyring has for this profile, else one that is pasted here.
// Hidden while there is one.
class KeyChoice : public QWidget
{
    Q_OBJECT

public:
    explicit KeyChoice(client::Session& session, QWidget* parent = nullptr);

    void read(); // from the keyring
    const Secret& key() const { return m_key; }
    std::optional<KeyId> id() const; // of the key
    void askAnew();

Q_SIGNALS:
    void changed();

private:
    void take();

    client::Session& m_session;
    QLineEdit* m_field;
    QPushButton* m_use;
    widgets::InlineMessage* m_message;
    Secret m_key;
};

} // namespace gotoai::playground
