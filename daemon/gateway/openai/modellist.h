// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hypercore/routing/servedmodels.h"

#include <string>
#include <string_view>
#include <vector>

namespace gotoai::gateway {

// The bodies of GET /v1/models and GET /v1/models/{id}.
std::string modelListText(const std::vector<hypercore::ServedModel>& models);
std::string modelText(const hypercore::ServedModel& model);

// A model's id as it stands in a path, where '/' may be '/' or '%2F' (percent-decoding, RFC 3986, section 2.1).
std::string decodedModelId(std::string_view encoded);

} // namespace gotoai::gateway
