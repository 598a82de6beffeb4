// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "storage/writer.h"

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

namespace gotoai::storage {

// The units of one transaction, and the way of their results back to those who submitted them.
class Batch
{
public:
    Batch() = default;
    explicit Batch(std::vector<std::unique_ptr<Unit>> units)
        : m_units(std::move(units))
    {}

    bool isEmpty() const { return m_units.empty(); }
    std::size_t size() const { return m_units.size(); }
    auto begin() { return m_units.begin(); }
    auto end() { return m_units.end(); }

    static void setQueue(Unit& unit, CompletionQueue& queue) { unit.m_queue = &queue; }
    static void setResult(Unit& unit, Result<void> result) { unit.m_result = std::move(result); }

    // Nothing of the transaction counts, or nobody knows whether it does: every unit has this result.
    void fail(const Error& error);
    // Once a queue, in the order of the units. Leaves the batch empty.
    void answer();

private:
    std::vector<std::unique_ptr<Unit>> m_units;
};

} // namespace gotoai::storage
