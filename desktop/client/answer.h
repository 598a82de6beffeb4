// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "client/failure.h"

#include <utility>
#include <variant>

namespace gotoai::client {

// What a call came to: a value or a Failure. Reading the wrong side is a broken invariant, as with Result.
template<class T>
class [[nodiscard]] Answer
{
public:
    Answer(T value)
        : m_state(std::in_place_index<0>, std::move(value))
    {}
    Answer(Failure failure)
        : m_state(std::in_place_index<1>, std::move(failure))
    {}

    bool has_value() const { return m_state.index() == 0; }
    explicit operator bool() const { return has_value(); }
    T& value() { return std::get<0>(m_state); }
    const T& value() const { return std::get<0>(m_state); }
    T& operator*() { return value(); }
    const T& operator*() const { return value(); }
    T* operator->() { return &value(); }
    const T* operator->() const { return &value(); }
    const Failure& failure() const { return std::get<1>(m_state); }

private:
    std::variant<T, Failure> m_state;
};

// Of a call whose answer says no more than that it was done.
struct Done
{};

} // namespace gotoai::client
