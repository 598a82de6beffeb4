// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/signinpage.h"

#include "widgets/button.h"
#include "widgets/display.h"
#include "widgets/icon.h"
#include "widgets/inlinemessage.h"
#include "widgets/segmentedcontrol.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QLineEdit>
#include <QVBoxLayout>

#include <memory>

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
    , m_rows(new QFormLayout)
    , m_known(new QComboBox)
    , m_knownRow(new QWidget)
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
    connect(m_startLocal, &QPushButton::clicked, this, [this] { startLocal(client::LocalDaemon::Supply::Own); });
    connect(m_known, &QComboBox::activated, this, &SignInPage::chooseProfile);
    connect(&session.profiles(), &client::ProfileStore::changed, this, &SignInPage::listProfiles);
    connect(&m_local, &client::LocalDaemon::failed, this, [this](const QString& why) {
        setBusy(false);
        m_message->showMessage(Tone::Broken, why);
    });
    connect(&m_local, &client::LocalDaemon::ready, this,
            [this](const Profile& profile, const Secret& token, const Secret& key) {
                offer(profile);
                if (!key.isEmpty()) // the playground's
                    m_session.keyring().write(client::keyName(profile), key.copy(), this, [](const QString&) {});
                if (token.isEmpty())
                    resume(profile);
                else
                    begin(profile, token.copy());
            });
    listProfiles();
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
    auto* known = new QHBoxLayout(m_knownRow);
    known->setContentsMargins(0, 0, 0, 0);
    known->setSpacing(space::small);
    m_known->setAccessibleName(tr("Known daemons"));
    known->addWidget(m_known, 1);
    QPushButton* forget = makeButton(tr("&Forget"), ButtonKind::Link);
    connect(forget, &QPushButton::clicked, this, &SignInPage::forgetProfile);
    known->addWidget(forget);
    column->addWidget(m_knownRow);
    m_way->addSegment(tr("Token"));
    m_way->addSegment(tr("Email and password"));
    column->addWidget(m_way);
    m_rows->setHorizontalSpacing(space::large);
    m_rows->setVerticalSpacing(space::small);
    m_rows->setLabelAlignment(Qt::AlignLeading);
    m_rows->addRow(tr("&Address"), m_address);
    m_rows->addRow(tr("&Token"), m_tokenField);
    m_rows->addRow(tr("&Email"), m_email);
    m_rows->addRow(tr("Pass&word"), m_password);
    m_rows->addRow(tr("&Name"), m_name);
    m_rows->addRow(QString(), m_production);
    for (QLineEdit* field : {m_address, m_name, m_tokenField, m_email, m_password})
        field->setAccessibleName(static_cast<QLabel*>(m_rows->labelForField(field))->text().remove(QLatin1Char('&')));
    column->addLayout(m_rows);
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
    const auto show = [this](QLineEdit* field, bool isShown) {
        field->setVisible(isShown);
        m_rows->labelForField(field)->setVisible(isShown);
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
    m_known->setCurrentIndex(std::max(0, m_known->findData(profile.id)));
}

void SignInPage::listProfiles()
{
    m_known->clear();
    m_known->addItem(tr("Another daemon…"));
    for (const Profile& profile : m_session.profiles().profiles()) {
        const QString place = tr("%1 at %2").arg(plain(profile.name), profile.adminUrl.authority());
        m_known->addItem(profile.isProduction ? tr("%1, production").arg(place) : place, profile.id);
    }
    m_knownRow->setVisible(m_known->count() > 1);
    m_known->setCurrentIndex(std::max(0, m_known->findData(m_profile.id)));
}

void SignInPage::chooseProfile(int index)
{
    m_message->dismiss();
    if (const auto profile = m_session.profiles().profile(m_known->itemData(index).toString()))
        resume(*profile);
    else
        offer({});
}

void SignInPage::forgetProfile()
{
    const auto profile = m_session.profiles().profile(m_known->currentData().toString());
    if (!profile)
        return;
    m_session.keyring().remove(client::tokenName(*profile));
    m_session.keyring().remove(client::keyName(*profile));
    m_session.profiles().remove(profile->id);
    offer({});
    m_message->offerUndo(tr("%1 is forgotten, and its token with it.").arg(plain(profile->name)),
                         [this, profile = *profile] { m_session.profiles().save(profile); });
}

void SignInPage::explain(const QString& sentence) { m_message->showMessage(Tone::Waiting, sentence); }

void SignInPage::resume(const Profile& profile)
{
    offer(profile);
    m_session.keyring().read(client::tokenName(profile), this, [this, profile](client::Kept kept) {
        if (m_profile.id != profile.id)
            return; // another one was chosen while the keyring asked to be unlocked
        if (!kept.secret.isEmpty())
            begin(profile, std::move(kept.secret));
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
        return begin(m_profile, takeSecret(*m_tokenField));
    setBusy(true);
    m_session.daemon().use(m_profile, Secret());
    const Secret password(m_password->text().toStdString());
    const auto started = [this, profile = m_profile](const client::Answer<protocol::StartedSession>& answer) {
        setBusy(false);
        if (answer)
            begin(profile, answer->token.copy());
        else
            m_message->showMessage(Tone::Broken, client::sentence(answer.failure()));
    };
    m_session.daemon().signIn(m_profile.email, password, this, started);
}

// The profile and its token stay together, whichever is chosen meanwhile.
void SignInPage::begin(const Profile& profile, Secret token)
{
    setBusy(true);
    const auto kept = std::make_shared<Secret>(token.copy());
    m_session.begin(profile, std::move(token), this,
                    [this, profile, kept](const client::Answer<protocol::Identity>& answer) {
                        finished(profile, std::move(*kept), answer);
                    });
}

void SignInPage::finished(const Profile& profile, Secret token, const client::Answer<protocol::Identity>& answer)
{
    setBusy(false);
    if (!answer)
        return failed(profile, std::move(token), answer.failure());
    m_tokenField->clear();
    m_password->clear();
    m_message->dismiss();
    if (profile.id == client::kDemoProfile)
        return;
    m_session.profiles().save(profile);
    m_session.profiles().setLastUsed(profile.id);
    m_session.keyring().write(client::tokenName(profile), std::move(token), this, [](const QString&) {});
}

// The token may have come from the keyring: trying again must not ask for it.
void SignInPage::failed(const Profile& profile, Secret token, const client::Failure& failure)
{
    if (failure.kind == client::FailureKind::Unreachable && profile.id == client::kLocalProfile &&
        m_local.state() == client::LocalDaemon::State::Stopped)
        return startLocal(client::LocalDaemon::Supply::Own); // it ended with the console that started it
    if (!client::isRetryable(failure)) {
        m_message->showMessage(Tone::Broken, client::sentence(failure));
        m_tokenField->setFocus();
        return;
    }
    const auto kept = std::make_shared<Secret>(std::move(token));
    m_message->showMessage(Tone::Broken, client::sentence(failure), tr("&Try again"),
                           [this, profile, kept] { begin(profile, kept->copy()); });
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

void SignInPage::startLocal(client::LocalDaemon::Supply supply)
{
    m_message->dismiss();
    setBusy(true);
    m_local.start({.supply = supply});
}

} // namespace gotoai::app
