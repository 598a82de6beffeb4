// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "alerts/alert.h"
#include "protocol/alert.h"

namespace gotoai::alerts {

protocol::Alert toWire(const Alert& alert);

} // namespace gotoai::alerts
