// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/scheduling.h"

#include <sched.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstdint>

namespace gotoai::storage {
namespace {

// sched_attr of sched_setattr(2), which older C libraries do not have and whose kernel header does not go with theirs.
struct Terms
{
    std::uint32_t size = sizeof(Terms);
    std::uint32_t policy = SCHED_OTHER;
    std::uint64_t flags = 0;
    std::int32_t nice = 0;
    std::uint32_t priority = 0;
    std::uint64_t runtimeNs = 0; // 0: the kernel's choice
    std::uint64_t deadlineNs = 0;
    std::uint64_t periodNs = 0;
};
static_assert(sizeof(Terms) == 48);

// Of the calling thread; the usual ones where they cannot be read.
Terms currentTerms()
{
    Terms terms;
    if (syscall(SYS_sched_getattr, 0, &terms, sizeof terms, 0) != 0)
        return {};
    return terms;
}

void ask(const Terms& terms) { (void)syscall(SYS_sched_setattr, 0, &terms, 0); }

} // namespace

void askForShortTurns(std::chrono::microseconds turn)
{
    Terms terms = currentTerms();
    terms.runtimeNs = static_cast<std::uint64_t>(std::chrono::nanoseconds(turn).count());
    ask(terms);
}

void makeWay(int niceness)
{
    Terms terms = currentTerms();
    terms.policy = SCHED_BATCH;
    terms.nice += niceness;
    terms.runtimeNs = 0;
    ask(terms);
}

} // namespace gotoai::storage
