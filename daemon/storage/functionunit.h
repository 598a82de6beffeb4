// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "storage/writer.h"

#include <functional>
#include <memory>
#include <utility>

namespace gotoai::storage {

// A unit made of two functions, in a savepoint of its own: for configuration and administration, where a class a
// statement would say nothing more. `apply` runs on the writer's thread, `completed` on the submitting one.
class FunctionUnit final : public Unit
{
public:
    using Apply = std::function<Result<void>(Database&)>;
    using Completed = std::function<void(Result<void>)>;

    FunctionUnit(Apply apply, Completed completed)
        : m_apply(std::move(apply))
        , m_completed(std::move(completed))
    {}

    Isolation isolation() const override { return Isolation::Savepoint; }
    Result<void> apply(Database& database) override { return m_apply(database); }
    void completed(Result<void> result) override { m_completed(std::move(result)); }

private:
    Apply m_apply;
    Completed m_completed;
};

// `completed` is called exactly once; from within this call when the writer refuses the unit.
inline void submitFunctions(Writer& writer, CompletionQueue& queue, FunctionUnit::Apply apply,
                            const FunctionUnit::Completed& completed)
{
    auto submitted = writer.submit(std::make_unique<FunctionUnit>(std::move(apply), completed), queue);
    if (!submitted)
        completed(std::move(submitted));
}

} // namespace gotoai::storage
