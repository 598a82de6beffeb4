// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/preferencesdialog.h"

#include "widgets/button.h"
#include "widgets/text.h"
#include "widgets/tokens.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QPushButton>
#include <QSystemTrayIcon>

namespace gotoai::app {

using namespace widgets;

namespace {

constexpr int dialogWidth = 460;

} // namespace

PreferencesDialog::PreferencesDialog(const Preferences& preferences, QWidget* parent)
    : QDialog(parent)
    , m_scheme(new QComboBox)
    , m_language(new QComboBox)
    , m_tray(new QCheckBox(tr("&Icon beside the clock, with the daemon's health")))
    , m_messages(new QCheckBox(tr("&Messages when that changes, and for alerts")))
    , m_stays(new QCheckBox(tr("&Closing the window leaves the icon there")))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowTitle(tr("Preferences"));
    setMinimumWidth(dialogWidth);
    m_scheme->addItems({tr("as the desktop"), tr("light"), tr("dark")});
    m_scheme->setCurrentIndex(static_cast<int>(preferences.scheme));
    m_language->addItem(tr("as the desktop"));
    m_language->addItem(QStringLiteral("English"), QStringLiteral("en"));
    m_language->addItem(QStringLiteral("Deutsch"), QStringLiteral("de"));
    m_language->setCurrentIndex(std::max(0, m_language->findData(preferences.language)));
    m_tray->setChecked(preferences.showsTray);
    m_messages->setChecked(preferences.showsMessages);
    m_stays->setChecked(preferences.staysInTray);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::page, space::large, space::page, space::large);
    column->setSpacing(space::medium);
    auto* rows = new QFormLayout;
    rows->setHorizontalSpacing(space::large);
    rows->setVerticalSpacing(space::small);
    rows->addRow(tr("C&olours"), m_scheme);
    rows->addRow(tr("&Language"), m_language);
    auto* later = new Label(tr("A language counts from the next start on."), TextSize::Label, Ink::Muted);
    rows->addRow(QString(), later);
    column->addLayout(rows);
    for (QCheckBox* box : {m_tray, m_messages, m_stays})
        column->addWidget(box);
    auto* close = makeButton(tr("Close"), ButtonKind::Primary);
    connect(close, &QPushButton::clicked, this, &QDialog::accept);
    column->addWidget(close, 0, Qt::AlignTrailing);
    for (QComboBox* box : {m_scheme, m_language})
        connect(box, &QComboBox::currentIndexChanged, this, &PreferencesDialog::tell);
    for (QCheckBox* box : {m_tray, m_messages, m_stays})
        connect(box, &QCheckBox::toggled, this, &PreferencesDialog::tell);
    m_tray->setEnabled(QSystemTrayIcon::isSystemTrayAvailable());
    if (!m_tray->isEnabled())
        m_tray->setToolTip(tr("This desktop has no place for it."));
    tell();
}

void PreferencesDialog::tell()
{
    const bool hasTray = m_tray->isEnabled() && m_tray->isChecked();
    m_messages->setEnabled(hasTray);
    m_stays->setEnabled(hasTray);
    Q_EMIT changed({.scheme = static_cast<Scheme>(m_scheme->currentIndex()),
                    .language = m_language->currentData().toString(),
                    .showsTray = m_tray->isChecked(),
                    .showsMessages = m_messages->isChecked(),
                    .staysInTray = m_stays->isChecked()});
}

} // namespace gotoai::app
