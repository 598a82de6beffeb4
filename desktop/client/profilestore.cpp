// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/profilestore.h"

#include <algorithm>

namespace gotoai::client {
namespace {

const QString kProfiles = QStringLiteral("profiles");
const QString kLastUsed = QStringLiteral("last_profile");
const QString kId = QStringLiteral("id");
const QString kName = QStringLiteral("name");
const QString kAdminUrl = QStringLiteral("admin_url");
const QString kGatewayUrl = QStringLiteral("gateway_url");
const QString kEmail = QStringLiteral("email");
const QString kIsProduction = QStringLiteral("production");
const QString kPinned = QStringLiteral("pinned_certificate");

} // namespace

ProfileStore::ProfileStore(QObject* parent)
    : QObject(parent)
{
    read();
}

ProfileStore::ProfileStore(const QString& file, QObject* parent)
    : QObject(parent)
    , m_settings(file, QSettings::IniFormat)
{
    read();
}

QList<Profile> ProfileStore::profiles() const { return m_profiles; }

std::optional<Profile> ProfileStore::profile(const QString& id) const
{
    const auto found = std::ranges::find(m_profiles, id, &Profile::id);
    return found == m_profiles.end() ? std::nullopt : std::optional(*found);
}

void ProfileStore::save(const Profile& profile)
{
    const auto found = std::ranges::find(m_profiles, profile.id, &Profile::id);
    if (found == m_profiles.end())
        m_profiles.append(profile);
    else if (*found == profile)
        return;
    else
        *found = profile;
    write();
}

void ProfileStore::remove(const QString& id)
{
    if (m_profiles.removeIf([&](const Profile& profile) { return profile.id == id; }) > 0)
        write();
}

QString ProfileStore::lastUsed() const { return m_settings.value(kLastUsed).toString(); }

void ProfileStore::setLastUsed(const QString& id)
{
    if (profile(id))
        m_settings.setValue(kLastUsed, id);
}

void ProfileStore::read()
{
    const int count = m_settings.beginReadArray(kProfiles);
    for (int i = 0; i < count; ++i) {
        m_settings.setArrayIndex(i);
        Profile profile{.id = m_settings.value(kId).toString(),
                        .name = m_settings.value(kName).toString(),
                        .adminUrl = m_settings.value(kAdminUrl).toUrl(),
                        .gatewayUrl = m_settings.value(kGatewayUrl).toUrl(),
                        .email = m_settings.value(kEmail).toString(),
                        .isProduction = m_settings.value(kIsProduction).toBool(),
                        .pinnedCertificate = QByteArray::fromHex(m_settings.value(kPinned).toByteArray())};
        if (!profile.id.isEmpty() && profile.adminUrl.isValid())
            m_profiles.append(profile);
    }
    m_settings.endArray();
}

void ProfileStore::write()
{
    std::ranges::sort(m_profiles, [](const Profile& one, const Profile& other) {
        return one.name.localeAwareCompare(other.name) < 0;
    });
    m_settings.remove(kProfiles);
    m_settings.beginWriteArray(kProfiles, static_cast<int>(m_profiles.size()));
    for (int i = 0; const Profile& profile : std::as_const(m_profiles)) {
        m_settings.setArrayIndex(i++);
        m_settings.setValue(kId, profile.id);
        m_settings.setValue(kName, profile.name);
        m_settings.setValue(kAdminUrl, profile.adminUrl);
        m_settings.setValue(kGatewayUrl, profile.gatewayUrl);
        m_settings.setValue(kEmail, profile.email);
        m_settings.setValue(kIsProduction, profile.isProduction);
        m_settings.setValue(kPinned, profile.pinnedCertificate.toHex());
    }
    m_settings.endArray();
    Q_EMIT changed();
}

} // namespace gotoai::client
