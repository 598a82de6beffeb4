// SPDX-License-Identifier: GPL-3.0-or-later
#include "audit/auditrecord.h"

#include <string_view>

namespace gotoai::audit {
namespace {

void append(std::string& bytes, std::int64_t value)
{
    for (int shift = 56; shift >= 0; shift -= 8)
        bytes.push_back(static_cast<char>(static_cast<std::uint64_t>(value) >> shift));
}

void append(std::string& bytes, const std::string& text)
{
    append(bytes, static_cast<std::int64_t>(text.size()));
    bytes += text;
}

} // namespace

crypto::Digest chainHash(const crypto::Digest& previous, const AuditRecord& record)
{
    std::string bytes("gotoai.audit.1");
    append(bytes, record.number);
    append(bytes, toMicroseconds(record.at));
    for (const std::string* text :
         {&record.principal, &record.name, &record.role, &record.credential, &record.address, &record.requestId,
          &record.method, &record.route, &record.resource, &record.before, &record.after})
        append(bytes, *text);
    append(bytes, record.status);
    append(bytes, record.code);
    crypto::Sha256 hash;
    hash.update(previous);
    hash.update(crypto::asBytes(bytes));
    return hash.finish();
}

} // namespace gotoai::audit
