// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/codec.h"

#include <optional>
#include <string>

namespace gotoai::protocol {

// Why nothing that moves money begins.
struct BooksFreeze
{
    std::string fault;   // sum, fold, chain
    std::string finding; // the first line that does not hold
    Instant at{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("fault", self.fault);
        codec.required("finding", self.finding);
        codec.required("at", self.at);
    }
};

// How far what is new has been looked at.
struct BooksProgress
{
    std::int64_t batches = 0;
    std::int64_t transfers = 0;
    Instant at{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("batches", self.batches);
        codec.required("transfers", self.transfers);
        codec.required("at", self.at);
    }
};

// The last look at everything, or the one that runs.
struct BooksAudit
{
    Instant beganAt{};
    std::optional<Instant> endedAt; // none: it runs
    std::int64_t transfers = 0;     // that were looked at
    std::optional<std::string> finding;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("began_at", self.beganAt);
        codec.nullable("ended_at", self.endedAt);
        codec.required("transfers", self.transfers);
        codec.nullable("finding", self.finding);
    }
};

struct Books
{
    std::string state; // open, frozen
    std::optional<BooksFreeze> freeze;
    std::optional<BooksProgress> progress;
    std::optional<BooksAudit> audit;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("state", self.state);
        codec.nullable("freeze", self.freeze);
        codec.nullable("progress", self.progress);
        codec.nullable("audit", self.audit);
    }
};

struct BooksRelease
{
    std::string reason;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("reason", self.reason);
    }
};

} // namespace gotoai::protocol
