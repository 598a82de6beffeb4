// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/answer.h"

#include <QByteArray>
#include <QNetworkReply>

namespace gotoai::client {

// What an ended reply of /admin/v1 came to: its JSON object (empty without a body), or why not.
Answer<QJsonObject> readAnswer(const QNetworkReply& reply, const QByteArray& body);

// Why a reply failed: by its problem document, its OpenAI error body, its status or its network error.
Failure readFailure(const QNetworkReply& reply, const QByteArray& body);

int statusOf(const QNetworkReply& reply); // 0: none arrived

} // namespace gotoai::client
