// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QUrl>

namespace gotoai::keys {

enum class Language { Curl, Python, JavaScript };

// A first call as code. The key is read from the variable GOTOAI_API_KEY, never written into it.
QString snippet(Language language, const QUrl& gateway, const QString& model);

} // namespace gotoai::keys
