// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/trust.h"

#include <QCryptographicHash>
#include <QSslConfiguration>
#include <QSslError>

namespace gotoai::client {

void holdToTrust(QNetworkReply* reply, const QByteArray& pinned, std::function<void(const Distrust&)> refused)
{
    QObject::connect(reply, &QNetworkReply::sslErrors, reply, [reply, pinned, refused](const QList<QSslError>& errors) {
        const QSslCertificate shown = reply->sslConfiguration().peerCertificate();
        if (!pinned.isEmpty() && !shown.isNull() && fingerprint(shown) == pinned)
            return reply->ignoreSslErrors(errors);
        QStringList reasons;
        for (const QSslError& error : errors)
            reasons.append(error.errorString());
        reasons.removeDuplicates();
        refused({shown, reasons});
    });
}

QByteArray fingerprint(const QSslCertificate& certificate) { return certificate.digest(QCryptographicHash::Sha256); }

} // namespace gotoai::client
