// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/profile.h"

#include <QList>
#include <QNetworkReply>
#include <QSslCertificate>
#include <QStringList>

#include <functional>

namespace gotoai::client {

// A certificate that the system does not vouch for, and why: Qt's translated sentences.
struct Distrust
{
    QSslCertificate certificate;
    QStringList reasons;
};

// The call goes on in spite of errors only if the server shows the certificate that the profile pins; everything else
// is refused, and `refused` told.
void holdToTrust(QNetworkReply* reply, const QByteArray& pinned, std::function<void(const Distrust&)> refused);

QByteArray fingerprint(const QSslCertificate& certificate); // SHA-256, as Profile::pinnedCertificate

} // namespace gotoai::client
