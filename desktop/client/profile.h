// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>
#include <QUrl>

namespace gotoai::client {

// A daemon that the console knows. Holds no secret: tokens and keys are in the keyring, by the profile's id.
struct Profile
{
    QString id{};   // made once, never shown
    QString name{}; // "Production"
    QUrl adminUrl{};
    QUrl gatewayUrl{};
    QString email{}; // of the last sign-in by password; empty: by token
    bool isProduction = false;
    QByteArray pinnedCertificate{}; // SHA-256 of the one certificate that is trusted beside the system's; may be empty

    bool operator==(const Profile&) const = default;
};

enum class AddressFault { None, Empty, NotAnAddress, InClear };

// Turns what people type ("gateway.acme.example", "127.0.0.1:8788") into an admin URL: https unless it is a loopback
// address, port 8788 and path /admin/v1 where none is given. InClear: http to another machine.
AddressFault parseAdminUrl(const QString& text, QUrl& url);

// Where the gateway is to be expected beside an admin URL: same scheme and host, port 8787, path /v1.
QUrl gatewayBeside(const QUrl& adminUrl);

bool isLoopback(const QUrl& url);

// The ids of the daemons that the console itself starts.
inline const QString kLocalProfile = QStringLiteral("local");
inline const QString kDemoProfile = QStringLiteral("demo"); // never saved: it ends with the console

QString makeProfileId();
QString tokenName(const Profile& profile); // of its admin token in the keyring
QString keyName(const Profile& profile);   // of the playground's API key

} // namespace gotoai::client
