// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/provider.h"
#include "widgets/formdialog.h"

#include <string>

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace gotoai::supply {

// Whether the daemon lets a provider be enabled only with a secret.
bool wantsSecret(const std::string& protocol, bool allowsPrivateAddresses);

// Adds a provider, or changes one. A secret goes in and never comes out.
class ProviderDialog : public widgets::FormDialog
{
    Q_OBJECT

public:
    explicit ProviderDialog(QWidget* parent);
    ProviderDialog(const protocol::Provider& provider, QWidget* parent);

    protocol::ProviderDraft draft() const;
    protocol::ProviderChange change() const;
    std::int64_t version() const { return m_before.version; } // that is changed
    void showConflict(const protocol::Provider& now);

private:
    void makeFields();
    void judge();
    void suggestAddress();

    bool m_isNew = true;
    protocol::Provider m_before; // as it was read
    QLineEdit* m_name;
    QComboBox* m_protocol;
    QLineEdit* m_address;
    QLineEdit* m_secret;
    QLineEdit* m_region;
    QCheckBox* m_private;
};

} // namespace gotoai::supply
