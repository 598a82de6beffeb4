// SPDX-License-Identifier: GPL-3.0-or-later
#include "client/newrows.h"

namespace gotoai::client {

void NewRows::clear()
{
    m_ids.clear();
    m_others = 0;
    m_readings = 0;
}

bool NewRows::isReadAgain()
{
    m_others = 0;
    if (!m_ids.isEmpty() && ++m_readings < kMostReadings)
        return true;
    clear();
    return false;
}

} // namespace gotoai::client
