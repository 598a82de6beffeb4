// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signinpage.h"

#include "widgets/button.h"
#include "widgets/icon.h"
#include "widgets/inlinemessage.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QCheckBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QVBoxLayout>

namespace gotoai::app {

using namespace widgets;
using client::Profile;

namespace {

constexpr int formWidth = 400;
enum Way { ByToken, ByPassword };

QLineEdit* makeField(const QString& placeholder, QLineEdit::EchoMode echo = QLineEdit::Normal)
{
    auto* field = new QLineEdit;
    field->setPlaceholderText(placeholder);
    field->setEchoMode(echo);
    return field;
}

Secret takeSecret(QLineEdit& field) { return Secret(field.text().trimmed().toStdString()); }

} // namespace

SignInPage::SignInPage(client::Session& session, client::LocalDaemon& local, QWidget* parent)
    : QWidget(parent)
    , m_session(session)
    , m_local(local)
    , m_way(new SegmentedControl(tr("How to sign in")))
    , m_address(makeField(QStringLiteral("127.0.0.1:8788")))
    , m_name(makeField(tr("Development")))
    , m_tokenField(makeField(QStringLiteral("gat_…"), QLineEdit::Password))
    , m_email(makeField(tr("you@example.com")))
    , m_password(makeField(QString(), QLineEdit::Password))
    , m_production(new QCheckBox(tr("&Production: mark it in red")))
    , m_submit(makeButton(tr("&Sign in"), ButtonKind::Primary))
    , m_startLocal(makeButton(tr("Start a &local daemon")))
    , m_message(new InlineMessage)
{
    auto* column = new QVBoxLayout(this);
    column->addStretch(2);
    column->addWidget(makeForm(), 0, Qt::AlignHCenter);
    column->addStretch(3);
    connect(m_way, &SegmentedControl::currentChanged, this, &SignInPage::showWay);
    connect(m_submit, &QPushButton::clicked, this, &SignInPage::submit);
    for (QLineEdit* field : {m_address, m_name, m_tokenField, m_email, m_password}) {
        connect(field, &QLineEdit::textChanged, this, &SignInPage::judge);
        connect(field, &QLineEdit::returnPressed, m_submit, &QPushButton::click);
    }
    connect(m_startLocal, &QPushButton::clicked, this, &SignInPage::startLocal);
    connect(&m_local, &client::LocalDaemon::failed, this, [this](const QString& why) {
        setBusy(false);
        m_message->showMessage(Tone::Broken, why);
    });
    connect(&m_local, &client::LocalDaemon::ready, this,
            [this](const Profile& profile, const Secret& token, const Secret&) {
                offer(profile);
                if (token.isEmpty())
                    resume(profile);
                else
                    begin(token.copy());
            });
    showWay();
}

QWidget* SignInPage::makeForm()
{
    auto* form = new QWidget;
    form->setFixedWidth(formWidth);
    auto* column = new QVBoxLayout(form);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(space::medium);
    auto* mark = new QLabel;
    mark->setPixmap(applicationIcon().pixmap(QSize(48, 48), devicePixelRatioF()));
    column->addWidget(mark);
    auto* title = new Label(tr("Sign in to a daemon"), TextSize::Title);
    title->setWeight(QFont::Bold);
    column->addWidget(title);
    m_way->addSegment(tr("Token"));
    m_way->addSegment(tr("Email and password"));
    column->addWidget(m_way);
    auto* rows = new QFormLayout;
    rows->setHorizontalSpacing(space::large);
    rows->setVerticalSpacing(space::small);
    rows->setLabelAlignment(Qt::AlignLeft);
    rows->addRow(tr("&Address"), m_address);
    rows->addRow(tr("&Token"), m_tokenField);
    rows->addRow(tr("&Email"), m_email);
    rows->addRow(tr("Pass&word"), m_password);
    rows->addRow(tr("&Name"), m_name);
    rows->addRow(QString(), m_production);
    for (QLineEdit* field : {m_address, m_name, m_tokenField, m_email, m_password})
        field->setAccessibleName(static_cast<QLabel*>(rows->labelForField(field))->text().remove(QLatin1Char('&')));
    column->addLayout(rows);
    column->addWidget(m_message);
    auto* acts = new QHBoxLayout;
    acts->setSpacing(space::medium);
    acts->addWidget(m_startLocal);
    acts->addStretch();
    acts->addWidget(m_submit);
    column->addLayout(acts);
    return form;
}

void SignInPage::showWay()
{
    const bool isByToken = m_way->current() == ByToken;
    auto* rows = findChild<QFormLayout*>();
    const auto show = [rows](QLineEdit* field, bool isShown) {
        field->setVisible(isShown);
        rows->labelForField(field)->setVisible(isShown);
    };
    show(m_tokenField, isByToken);
    show(m_email, !isByToken);
    show(m_password, !isByToken);
    judge();
}

void SignInPage::judge()
{
    const bool isByToken = m_way->current() == ByToken;
    m_submit->setEnabled(isByToken ? !m_tokenField->text().isEmpty()
                                   : !m_email->text().isEmpty() && !m_password->text().isEmpty());
}

void SignInPage::offer(const Profile& profile)
{
    m_profile = profile;
    m_address->setText(profile.adminUrl.authority());
    m_name->setText(profile.name);
    m_email->setText(profile.email);
    m_production->setChecked(profile.isProduction);
    m_way->setCurrent(profile.email.isEmpty() ? ByToken : ByPassword);
}

void SignInPage::explain(const QString& sentence) { m_message->showMessage(Tone::Waiting, sentence); }

void SignInPage::resume(const Profile& profile)
{
    offer(profile);
    m_session.keyring().read(client::tokenName(profile), this, [this](client::Kept kept) {
        if (!kept.secret.isEmpty())
            begin(std::move(kept.secret));
        else if (!kept.whyNot.isEmpty())
            explain(kept.whyNot);
    });
}

bool SignInPage::takeAddress()
{
    QUrl url;
    const QString typed = m_address->text().trimmed();
    switch (client::parseAdminUrl(typed.isEmpty() ? m_address->placeholderText() : typed, url)) {
    case client::AddressFault::None: break;
    case client::AddressFault::Empty:
    case client::AddressFault::NotAnAddress:
        m_message->showMessage(Tone::Broken,
                               tr("That is no address. Write a host, like gateway.example.com or 127.0.0.1:8788."));
        return false;
    case client::AddressFault::InClear:
        m_message->showMessage(
            Tone::Broken, tr("Over a network the token must not go in clear: use https."), tr("Use &https"), [this] {
                m_address->setText(m_address->text().replace(QStringLiteral("http://"), QStringLiteral("https://")));
                submit();
            });
        return false;
    }
    if (m_profile.adminUrl != url) { // another daemon than the one that was offered
        m_profile = {.id = client::makeProfileId()};
        m_profile.adminUrl = url;
        m_profile.gatewayUrl = client::gatewayBeside(url);
    }
    m_profile.name = m_name->text().trimmed().isEmpty() ? url.host() : m_name->text().trimmed();
    m_profile.isProduction = m_production->isChecked();
    m_profile.email = m_way->current() == ByPassword ? m_email->text().trimmed() : QString();
    return true;
}

void SignInPage::submit()
{
    if (!m_submit->isEnabled() || !takeAddress())
        return;
    m_message->dismiss();
    if (m_way->current() == ByToken)
        return begin(takeSecret(*m_tokenField));
    setBusy(true);
    m_session.daemon().use(m_profile, Secret());
    const Secret password(m_password->text().toStdString());
    m_session.daemon().signIn(m_profile.email, password, this, [this](client::Answer<protocol::StartedSession> answer) {
        setBusy(false);
        if (answer)
            begin(answer->token.copy());
        else
            m_message->showMessage(Tone::Broken, client::sentence(answer.failure()));
    });
}

void SignInPage::begin(Secret token)
{
    setBusy(true);
    m_token = token.copy();
    m_session.begin(m_profile, std::move(token), this,
                    [this](const client::Answer<protocol::Identity>& answer) { finished(answer); });
}

void SignInPage::finished(const client::Answer<protocol::Identity>& answer)
{
    setBusy(false);
    Secret token = std::move(m_token);
    if (!answer) {
        m_message->showMessage(Tone::Broken, client::sentence(answer.failure()), tr("&Try again"),
                               [this] { submit(); });
        return;
    }
    m_tokenField->clear();
    m_password->clear();
    m_message->dismiss();
    m_session.profiles().save(m_profile);
    m_session.profiles().setLastUsed(m_profile.id);
    m_session.keyring().write(client::tokenName(m_profile), std::move(token), this, [](const QString&) {});
}

void SignInPage::setBusy(bool isBusy)
{
    m_startLocal->setEnabled(!isBusy);
    m_submit->setText(isBusy ? tr("Signing in…") : tr("&Sign in"));
    if (isBusy)
        m_submit->setEnabled(false);
    else
        judge();
}

void SignInPage::startLocal()
{
    m_message->dismiss();
    setBusy(true);
    m_local.start({});
}

} // namespace gotoai::app
