// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

#include <string>

namespace gotoai::control {

// The object as compact JSON, "***" in place of every secret in it, however deep: members that are known to hold one
// ("secret", "password", "token" …).
std::string masked(const QJsonObject& object);

// The names of those members among the object's own.
QStringList secretMembers(const QJsonObject& object);

} // namespace gotoai::control
