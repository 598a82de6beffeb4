// SPDX-License-Identifier: GPL-3.0-or-later
// Drives the ledger's code through operations drawn from a seed, and holds every invariant after each.
//
//   ledger_simulation [--operations N] [--seed N]
//
// Without a seed it draws one, and prints it: a run that fails is repeated with it.
#include "simulation/ledgersimulation.h"

#include <charconv>
#include <cstdio>
#include <cstring>
#include <random>

namespace {

bool readNumber(const char* text, std::uint64_t& number)
{
    const char* const end = text + std::strlen(text);
    return std::from_chars(text, end, number) == std::from_chars_result{end, std::errc{}};
}

} // namespace

int main(int count, char** arguments)
{
    std::uint64_t operations = 1'000'000;
    std::uint64_t seed = std::random_device()();
    for (int i = 1; i < count; i += 2) {
        const bool isOperations = std::strcmp(arguments[i], "--operations") == 0;
        const bool isKnown = isOperations || std::strcmp(arguments[i], "--seed") == 0;
        if (!isKnown || i + 1 == count || !readNumber(arguments[i + 1], isOperations ? operations : seed)) {
            std::fprintf(stderr, "usage: ledger_simulation [--operations N] [--seed N]\n");
            return 2;
        }
    }
    std::printf("seed %llu\n", static_cast<unsigned long long>(seed));
    std::fflush(stdout); // a broken invariant may end the process
    gotoai::test::LedgerSimulation simulation(seed);
    std::uint64_t done = 0;
    while (done < operations && simulation.step())
        ++done;
    const bool holds = simulation.problem().empty() && simulation.audit();
    const auto& figures = simulation.figures();
    std::printf(
        "%llu operations: %lld top-ups, %lld orders reserved, %lld ended, %lld expired, %lld repeated, %lld refused, "
        "%lld batches rolled back, %lld crashes\n",
        static_cast<unsigned long long>(done), static_cast<long long>(figures.topUps),
        static_cast<long long>(figures.reserved), static_cast<long long>(figures.ended),
        static_cast<long long>(figures.expired), static_cast<long long>(figures.repeated),
        static_cast<long long>(figures.refused), static_cast<long long>(figures.rolledBack),
        static_cast<long long>(figures.crashes));
    for (std::size_t kind = 0; kind < figures.booked.size(); ++kind)
        std::printf(
            "%s%lld %s", kind == 0 ? "booked: " : ", ", static_cast<long long>(figures.booked[kind]),
            std::string(gotoai::clearinghouse::bookingKindWord(static_cast<gotoai::clearinghouse::BookingKind>(kind)))
                .c_str());
    std::printf("\n");
    if (!holds)
        std::printf("after operation %llu of seed %llu this does not hold: %s\n", static_cast<unsigned long long>(done),
                    static_cast<unsigned long long>(seed), simulation.problem().c_str());
    std::printf("%d passed, %d failed\n", holds ? 1 : 0, holds ? 0 : 1);
    return holds ? 0 : 1;
}
