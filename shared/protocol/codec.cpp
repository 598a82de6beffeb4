// SPDX-License-Identifier: GPL-3.0-or-later
#include "protocol/codec.h"

namespace gotoai::protocol {

QJsonValue JsonReader::take(const char* name)
{
    const QLatin1String key(name);
    m_taken.append(key);
    return m_object.value(key);
}

void JsonReader::fail(const std::string& name, const Error& error)
{
    if (m_error)
        return;
    const std::string param = error.param.empty() ? name : name + "." + error.param;
    m_error = failure(error.code, error.detail, param);
}

Result<void> JsonReader::finish()
{
    const QStringList names = m_object.keys();
    for (const QString& name : names) {
        if (!m_taken.contains(name))
            fail(name.left(64).toStdString(), failure(ErrorCode::InvalidRequest, "there is no such field"));
    }
    if (m_error)
        return *std::move(m_error);
    return {};
}

} // namespace gotoai::protocol
