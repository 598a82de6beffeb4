// SPDX-License-Identifier: GPL-3.0-or-later
#include "playground/keychoice.h"

#include "widgets/button.h"
#include "widgets/inlinemessage.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QHBoxLayout>
#include <QLineEdit>
#include <QPushButton>
#include <QVBoxLayout>

namespace gotoai::playground {

using namespace widgets;

namespace {

// gai_<32 hexadecimal digits of its id>_…
constexpr std::string_view prefix = "gai_";
constexpr std::size_t idDigits = 32;

} // namespace

KeyChoice::KeyChoice(client::Session& session, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_field(new QLineEdit(this))
    , m_use(makeButton(tr("&Use this key"), ButtonKind::Plain, this))
    , m_message(new InlineMessage(this))
{
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::small);
    auto* why = new Label(tr("The playground calls with a real API key, on its account's money. Paste one, or make one "
                             "on the Keys page."),
                          TextSize::Label, Ink::Muted, this);
    why->setWrapping(Label::Wrapping::Words);
    column->addWidget(why);
    auto* row = new QHBoxLayout;
    row->setSpacing(space::small);
    row->addWidget(m_field, 1);
    row->addWidget(m_use);
    column->addLayout(row);
    column->addWidget(m_message);
    m_field->setEchoMode(QLineEdit::Password);
    m_field->setPlaceholderText(QStringLiteral("gai_…"));
    m_field->setAccessibleName(tr("API key"));
    setVisible(false); // until it is known that there is none
    connect(m_use, &QPushButton::clicked, this, &KeyChoice::take);
    connect(m_field, &QLineEdit::returnPressed, this, &KeyChoice::take);
    connect(&session, &client::Session::begun, this, &KeyChoice::read);
}

void KeyChoice::read()
{
    m_session.keyring().read(client::keyName(m_session.profile()), this, [this](client::Kept kept) {
        m_key = std::move(kept.secret);
        setVisible(m_key.isEmpty());
        Q_EMIT changed();
    });
}

void KeyChoice::take()
{
    Secret key(m_field->text().trimmed().toStdString());
    if (!key.reveal().starts_with(prefix) || key.reveal().size() < prefix.size() + idDigits)
        return m_message->showMessage(Tone::Broken, tr("That is no API key: one begins with gai_."));
    m_field->clear();
    m_key = key.copy();
    m_session.keyring().write(client::keyName(m_session.profile()), std::move(key), this,
                              [this](const QString& whyNot) {
                                  if (!whyNot.isEmpty())
                                      m_message->showMessage(Tone::Waiting, whyNot);
                              });
    setVisible(false);
    Q_EMIT changed();
}

void KeyChoice::askAnew()
{
    setVisible(true);
    m_field->setFocus(Qt::OtherFocusReason);
}

std::optional<KeyId> KeyChoice::id() const
{
    if (m_key.reveal().size() < prefix.size() + idDigits)
        return std::nullopt;
    const auto id = KeyId::parse("key_" + std::string(m_key.reveal().substr(prefix.size(), idDigits)));
    return id ? std::optional(*id) : std::nullopt;
}

} // namespace gotoai::playground
