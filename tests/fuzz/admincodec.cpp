// SPDX-License-Identifier: GPL-3.0-or-later
// What the admin API takes: a body is either refused by a sentence or means the same after it was written and read
// again. The first byte chooses the resource.
#include "protocol/account.h"
#include "protocol/endpoint.h"
#include "protocol/key.h"
#include "protocol/price.h"
#include "protocol/provider.h"
#include "protocol/topup.h"

#include "property.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>

using namespace gotoai;
using fuzz::mustHold;

namespace {

template<protocol::Described T>
void mustRoundTrip(const QJsonObject& object)
{
    const auto value = protocol::fromJson<T>(object);
    if (!value) {
        mustHold(value.error().code == ErrorCode::InvalidRequest && !value.error().detail.empty(),
                 "a refusal is typed");
        return;
    }
    const QJsonObject written = protocol::toJson(*value);
    const auto again = protocol::fromJson<T>(written);
    mustHold(again.has_value(), "what is written can be read");
    mustHold(protocol::toJson(*again) == written, "what is read means the same");
    for (auto member = object.begin(); member != object.end(); ++member)
        mustHold(written.contains(member.key()) || member.value().isNull(), "no member is dropped");
}

constexpr std::array kRoundTrips = {
    &mustRoundTrip<protocol::AccountDraft>,  &mustRoundTrip<protocol::AccountChange>,
    &mustRoundTrip<protocol::KeyDraft>,      &mustRoundTrip<protocol::KeyChange>,
    &mustRoundTrip<protocol::ProviderDraft>, &mustRoundTrip<protocol::ProviderChange>,
    &mustRoundTrip<protocol::EndpointDraft>, &mustRoundTrip<protocol::EndpointChange>,
    &mustRoundTrip<protocol::PriceDraft>,    &mustRoundTrip<protocol::TopUpDraft>,
};

} // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size == 0)
        return 0;
    const auto text =
        QByteArray::fromRawData(reinterpret_cast<const char*>(data) + 1, static_cast<qsizetype>(size) - 1);
    const QJsonDocument document = QJsonDocument::fromJson(text);
    if (document.isObject())
        kRoundTrips[data[0] % kRoundTrips.size()](document.object());
    return 0;
}
