// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/profile.h"

#include <QHostAddress>
#include <QUuid>

namespace gotoai::client {
namespace {

constexpr int kAdminPort = 8788;
constexpr int kGatewayPort = 8787;

} // namespace

bool isLoopback(const QUrl& url) { return url.host() == u"localhost" || QHostAddress(url.host()).isLoopback(); }

AddressFault parseAdminUrl(const QString& text, QUrl& url)
{
    const QString trimmed = text.trimmed();
    if (trimmed.isEmpty())
        return AddressFault::Empty;
    const bool hasScheme = trimmed.contains(u"://");
    QUrl parsed(hasScheme ? trimmed : QStringLiteral("https://") + trimmed, QUrl::StrictMode);
    if (!parsed.isValid() || parsed.host().isEmpty() || !parsed.userInfo().isEmpty())
        return AddressFault::NotAnAddress;
    if (!hasScheme && isLoopback(parsed))
        parsed.setScheme(QStringLiteral("http"));
    if (parsed.scheme() != u"http" && parsed.scheme() != u"https")
        return AddressFault::NotAnAddress;
    if (parsed.scheme() == u"http" && !isLoopback(parsed))
        return AddressFault::InClear;
    if (!hasScheme && parsed.port() < 0)
        parsed.setPort(kAdminPort);
    if (parsed.path().isEmpty() || parsed.path() == u"/")
        parsed.setPath(QStringLiteral("/admin/v1"));
    if (parsed.path().endsWith(u'/'))
        parsed.setPath(parsed.path().chopped(1));
    parsed.setQuery(QString());
    parsed.setFragment(QString());
    url = parsed;
    return AddressFault::None;
}

QUrl gatewayBeside(const QUrl& adminUrl)
{
    QUrl url = adminUrl;
    if (adminUrl.port() == kAdminPort)
        url.setPort(kGatewayPort);
    url.setPath(QStringLiteral("/v1"));
    return url;
}

QString makeProfileId() { return QUuid::createUuid().toString(QUuid::WithoutBraces); }

QString tokenName(const Profile& profile) { return QStringLiteral("token ") + profile.id; }

QString keyName(const Profile& profile) { return QStringLiteral("api key ") + profile.id; }

} // namespace gotoai::client
