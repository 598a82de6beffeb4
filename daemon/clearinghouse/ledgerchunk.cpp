// SPDX-License-Identifier: GPL-3.0-or-later
#include "clearinghouse/ledgerchunk.h"

#include <algorithm>
#include <cstring>

namespace gotoai::clearinghouse {

std::string_view TextArena::keep(std::string_view text)
{
    if (text.empty())
        return {};
    if (text.size() > m_left) {
        m_left = std::max(kBlockBytes, text.size());
        m_blocks.push_back(std::make_unique<char[]>(m_left));
        // Texts are laid from the end of a block to its begin.
    }
    m_left -= text.size();
    char* const place = m_blocks.back().get() + m_left;
    std::memcpy(place, text.data(), text.size());
    return {place, text.size()};
}

std::span<const std::uint8_t> TextArena::keep(std::span<const std::uint8_t> bytes)
{
    const std::string_view kept = keep(std::string_view(reinterpret_cast<const char*>(bytes.data()), bytes.size()));
    return {reinterpret_cast<const std::uint8_t*>(kept.data()), kept.size()};
}

} // namespace gotoai::clearinghouse
