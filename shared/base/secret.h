// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace gotoai {

// Text that must not leak: it has no stream operator and no implicit conversion, and its memory is overwritten
// before it is given back. Copies are explicit.
class Secret
{
public:
    Secret() = default;
    explicit Secret(std::string text);
    Secret(Secret&& other) noexcept;
    Secret& operator=(Secret&& other) noexcept;
    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;
    ~Secret();

    Secret copy() const { return Secret(m_text); }
    bool isEmpty() const { return m_text.empty(); }
    // The only way to the text. Use it where it goes on the wire or into a cipher, nowhere else.
    std::string_view reveal() const { return m_text; }

private:
    void wipe();

    std::string m_text;
};

// Overwrites memory in a way the optimiser keeps.
void wipeMemory(void* memory, std::size_t size);

} // namespace gotoai
