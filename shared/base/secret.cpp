// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/secret.h"

#include <cstring>
#include <utility>

namespace gotoai {

void wipeMemory(void* memory, std::size_t size) { explicit_bzero(memory, size); }

Secret::Secret(std::string text)
    : m_text(std::move(text))
{}

Secret::Secret(Secret&& other) noexcept
    : m_text(other.m_text)
{
    other.wipe(); // a moved-from short string keeps its bytes, so copy and wipe
}

Secret& Secret::operator=(Secret&& other) noexcept
{
    if (this != &other) {
        wipe();
        m_text = other.m_text;
        other.wipe();
    }
    return *this;
}

Secret::~Secret() { wipe(); }

void Secret::wipe()
{
    wipeMemory(m_text.data(), m_text.size());
    m_text.clear();
}

} // namespace gotoai
