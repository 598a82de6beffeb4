// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>

#include <string>
#include <string_view>

namespace gotoai::control {

// The object as compact JSON, "***" in place of every secret in it, however deep: members that are known to hold one
// ("secret", "password", "token" …). Of a "url" as much stays as says which host is meant: the path and the query of a
// webhook's may be all that its receiver asks for.
std::string masked(const QJsonObject& object);

// What may be kept of a path's segment in which an id belongs: an id; of one of our credentials, which somebody took
// for its id, that and "_***"; else "***". Nothing of nothing.
std::string maskedSegment(std::string_view segment);

// The names of those members among the object's own.
QStringList secretMembers(const QJsonObject& object);

} // namespace gotoai::control
