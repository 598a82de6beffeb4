// SPDX-License-Identifier: GPL-3.0-or-later
#include "supply/providerdialog.h"

#include "widgets/display.h"

#include <QCheckBox>
#include <QComboBox>
#include <QLineEdit>
#include <QUrl>

#include <utility>

namespace gotoai::supply {

using namespace widgets;

namespace {

struct Spoken
{
    const char* protocol;
    const char* address;
};
constexpr Spoken spoken[]{{"openai", "https://api.openai.com/v1"},
                          {"anthropic", "https://api.anthropic.com/v1"},
                          {"openrouter", "https://openrouter.ai/api/v1"},
                          {"ollama", "http://127.0.0.1:11434/api"},
                          {"simulator", ""}};

} // namespace

bool wantsSecret(const std::string& protocol, bool allowsPrivateAddresses)
{
    return protocol != "simulator" && protocol != "ollama" && !allowsPrivateAddresses;
}

ProviderDialog::ProviderDialog(QWidget* parent)
    : FormDialog(tr("Add a provider"), tr("&Add provider"), parent)
{
    makeFields();
    suggestAddress();
    judge();
}

ProviderDialog::ProviderDialog(const protocol::Provider& provider, QWidget* parent)
    : FormDialog(tr("Change the provider %1").arg(plain(provider.name)), tr("&Save"), parent)
    , m_isNew(false)
    , m_before(provider)
{
    makeFields();
    m_name->setText(QString::fromStdString(provider.name));
    m_protocol->setCurrentText(QString::fromStdString(provider.protocol));
    m_protocol->setEnabled(false);
    m_address->setText(QString::fromStdString(provider.baseUrl));
    m_secret->setPlaceholderText(provider.hasSecret ? tr("stays as it is") : tr("none yet"));
    m_region->setText(QString::fromStdString(provider.region));
    m_private->setChecked(provider.allowsPrivateAddresses);
    judge();
}

void ProviderDialog::makeFields()
{
    m_name = new QLineEdit;
    m_protocol = new QComboBox;
    m_address = new QLineEdit;
    m_secret = new QLineEdit;
    m_region = new QLineEdit;
    m_private = new QCheckBox(tr("It may stand at a &private address, or speak plain http"));
    for (const Spoken& each : spoken)
        m_protocol->addItem(QString::fromLatin1(each.protocol));
    m_secret->setEchoMode(QLineEdit::Password);
    m_secret->setPlaceholderText(QStringLiteral("sk-…"));
    m_region->setPlaceholderText(QStringLiteral("eu"));
    addField(tr("&Name"), m_name);
    addField(tr("Pro&tocol"), m_protocol, tr("What it speaks: most speak OpenAI's."));
    addField(tr("&Base URL"), m_address);
    addField(tr("Se&cret"), m_secret, tr("Kept encrypted by the daemon; nobody sees it again."));
    addField(tr("&Region"), m_region);
    addContent(m_private);
    for (QLineEdit* field : {m_name, m_address})
        connect(field, &QLineEdit::textChanged, this, &ProviderDialog::judge);
    connect(m_protocol, &QComboBox::currentIndexChanged, this, &ProviderDialog::suggestAddress);
    m_name->setFocus();
}

// Of a new one, as long as nobody has typed another.
void ProviderDialog::suggestAddress()
{
    const QString typed = m_address->text();
    const bool isSuggested =
        std::ranges::any_of(spoken, [&typed](const Spoken& each) { return typed == QLatin1String(each.address); });
    if (m_isNew && isSuggested)
        m_address->setText(QString::fromLatin1(spoken[m_protocol->currentIndex()].address));
    judge();
}

void ProviderDialog::judge()
{
    const bool isSimulator = m_protocol->currentText() == QLatin1String("simulator");
    m_address->setEnabled(!isSimulator);
    m_secret->setEnabled(!isSimulator);
    const QUrl address(m_address->text().trimmed(), QUrl::StrictMode);
    setComplete(!m_name->text().trimmed().isEmpty() &&
                (isSimulator || (address.isValid() && !address.host().isEmpty())));
}

protocol::ProviderDraft ProviderDialog::draft() const
{
    protocol::ProviderDraft draft;
    draft.name = m_name->text().trimmed().toStdString();
    draft.protocol = m_protocol->currentText().toStdString();
    draft.baseUrl = m_address->text().trimmed().toStdString();
    draft.secret = Secret(m_secret->text().trimmed().toStdString());
    draft.region = m_region->text().trimmed().toStdString();
    draft.allowsPrivateAddresses = m_private->isChecked();
    draft.isEnabled = !draft.secret.isEmpty() || !wantsSecret(draft.protocol, draft.allowsPrivateAddresses);
    if (draft.protocol == "simulator")
        draft.simulator = protocol::Simulator();
    return draft;
}

protocol::ProviderChange ProviderDialog::change() const
{
    protocol::ProviderChange change;
    change.name = m_name->text().trimmed().toStdString();
    if (m_address->isEnabled())
        change.baseUrl = m_address->text().trimmed().toStdString();
    if (!m_secret->text().trimmed().isEmpty())
        change.secret = Secret(m_secret->text().trimmed().toStdString());
    change.region = m_region->text().trimmed().toStdString();
    change.allowsPrivateAddresses = m_private->isChecked();
    return change;
}

void ProviderDialog::showConflict(const protocol::Provider& now)
{
    const protocol::Provider before = std::exchange(m_before, now);
    const protocol::ProviderDraft typed = draft();
    const auto yesOrNo = [](bool is) { return is ? tr("yes") : tr("no"); };
    const auto put = [](QLineEdit* field, const std::string& text) {
        return [field, text] { field->setText(QString::fromStdString(text)); };
    };
    FieldMerge merge;
    merge.add(tr("Name"), {plain(before.name), plain(now.name), plain(typed.name)}, put(m_name, now.name));
    merge.add(tr("Base URL"), {plain(before.baseUrl), plain(now.baseUrl), plain(typed.baseUrl)},
              put(m_address, now.baseUrl));
    merge.add(tr("Region"), {plain(before.region), plain(now.region), plain(typed.region)}, put(m_region, now.region));
    merge.add(tr("Private address"),
              {yesOrNo(before.allowsPrivateAddresses), yesOrNo(now.allowsPrivateAddresses),
               yesOrNo(typed.allowsPrivateAddresses)},
              [&] { m_private->setChecked(now.allowsPrivateAddresses); });
    showMerge(merge);
}

} // namespace gotoai::supply
