// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/localdaemon.h"
#include "client/session.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QFormLayout;
class QLineEdit;
class QPushButton;

namespace gotoai::widgets {
class InlineMessage;
class SegmentedControl;
} // namespace gotoai::widgets

namespace gotoai::app {

// Where one says which daemon to work with, and who one is: by token, or by address and password. A daemon of one's own
// is a click away. Nothing typed is lost when it does not work out.
class SignInPage : public QWidget
{
    Q_OBJECT

public:
    SignInPage(client::Session& session, client::LocalDaemon& local, QWidget* parent = nullptr);

    void offer(const client::Profile& profile);  // fills in what is known
    void explain(const QString& sentence);       // why one is here
    void resume(const client::Profile& profile); // by the token that the keyring has, if it has one
    void startLocal(client::LocalDaemon::Supply supply);

private:
    QWidget* makeForm();
    void showWay();
    void judge();
    void submit();
    void begin(const client::Profile& profile, Secret token);
    void finished(const client::Profile& profile, Secret token, const client::Answer<protocol::Identity>& answer);
    void setBusy(bool isBusy);
    void failed(const client::Profile& profile, Secret token, const client::Failure& failure);
    void listProfiles();
    void chooseProfile(int index);
    void forgetProfile();
    bool takeAddress();

    client::Session& m_session;
    client::LocalDaemon& m_local;
    client::Profile m_profile; // that is chosen now
    QFormLayout* m_rows;
    QComboBox* m_known;
    QWidget* m_knownRow;
    widgets::SegmentedControl* m_way;
    QLineEdit* m_address;
    QLineEdit* m_name;
    QLineEdit* m_tokenField;
    QLineEdit* m_email;
    QLineEdit* m_password;
    QCheckBox* m_production;
    QPushButton* m_submit;
    QPushButton* m_startLocal;
    widgets::InlineMessage* m_message;
};

} // namespace gotoai::app
