// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bookingid.h"
#include "base/reconciliationid.h"
#include "protocol/codec.h"

#include <optional>
#include <string>
#include <vector>

namespace gotoai::protocol {

// A provider's statement, as far as its pieces have been imported.
struct ProviderStatement
{
    StatementId id;
    ProviderId provider;
    std::string name;
    std::string format;
    std::int64_t rows = 0;
    Money cost;
    std::optional<Instant> firstAt;
    std::optional<Instant> lastAt;
    Instant createdAt{};
    std::string createdBy;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("provider", self.provider);
        codec.required("name", self.name);
        codec.required("format", self.format);
        codec.required("rows", self.rows);
        codec.required("cost_usd", self.cost);
        codec.nullable("first_at", self.firstAt);
        codec.nullable("last_at", self.lastAt);
        codec.required("created_at", self.createdAt);
        codec.required("created_by", self.createdBy);
    }
};

// What a reconciliation found of one class.
struct DifferenceFigures
{
    std::string what;
    std::int64_t count = 0;
    Money amount; // altogether, whatever the sign

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("class", self.what);
        codec.required("count", self.count);
        codec.required("amount_usd", self.amount);
    }
};

struct Reconciliation
{
    ReconciliationId id;
    ProviderId provider;
    std::optional<StatementId> statement; // none: the books with the request log alone
    Instant from{};
    Instant to{};
    std::string state; // running, done, failed
    std::optional<std::string> failure;
    std::int64_t attempts = 0; // that were compared
    std::int64_t rows = 0;     // of the statement
    bool isCut = false;        // more differences were found than are kept
    std::vector<DifferenceFigures> classes;
    Instant startedAt{};
    std::optional<Instant> endedAt;
    std::string startedBy;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("provider", self.provider);
        codec.nullable("statement", self.statement);
        codec.required("from", self.from);
        codec.required("to", self.to);
        codec.required("state", self.state);
        codec.nullable("failure", self.failure);
        codec.required("attempts", self.attempts);
        codec.required("rows", self.rows);
        codec.required("cut", self.isCut);
        codec.required("classes", self.classes);
        codec.required("started_at", self.startedAt);
        codec.nullable("ended_at", self.endedAt);
        codec.required("started_by", self.startedBy);
    }
};

struct ReconciliationDraft
{
    ProviderId provider;
    std::optional<StatementId> statement;
    std::optional<Instant> from;
    std::optional<Instant> to;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("provider", self.provider);
        codec.nullable("statement", self.statement);
        codec.nullable("from", self.from);
        codec.nullable("to", self.to);
    }
};

// As OpenAI counts.
struct ComparedTokens
{
    std::int64_t prompt = 0;
    std::int64_t completion = 0;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("prompt", self.prompt);
        codec.required("completion", self.completion);
    }
};

struct Difference
{
    DifferenceId id;
    std::string what; // the class
    std::optional<OrderId> order;
    std::optional<std::int64_t> attempt;
    std::optional<std::string> externalId; // none: of a day and a model
    std::string model;
    Instant at{};
    std::int64_t attempts = 0; // of the books
    std::int64_t rows = 0;     // of the statement
    std::optional<Money> booked;
    std::optional<std::string> billed; // a decimal with up to twelve places
    Money apart;
    std::optional<ComparedTokens> bookedTokens;
    std::optional<ComparedTokens> keptTokens;
    std::optional<ComparedTokens> billedTokens;
    std::string state; // open, explained, booked
    std::optional<std::string> note;
    std::optional<BookingId> booking;
    std::optional<std::string> resolvedBy;
    std::optional<Instant> resolvedAt;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("class", self.what);
        codec.nullable("order", self.order);
        codec.nullable("attempt", self.attempt);
        codec.nullable("external_id", self.externalId);
        codec.required("model", self.model);
        codec.required("at", self.at);
        codec.required("attempts", self.attempts);
        codec.required("rows", self.rows);
        codec.nullable("booked_usd", self.booked);
        codec.nullable("billed_usd", self.billed);
        codec.required("apart_usd", self.apart);
        codec.nullable("booked_tokens", self.bookedTokens);
        codec.nullable("kept_tokens", self.keptTokens);
        codec.nullable("billed_tokens", self.billedTokens);
        codec.required("state", self.state);
        codec.nullable("note", self.note);
        codec.nullable("booking", self.booking);
        codec.nullable("resolved_by", self.resolvedBy);
        codec.nullable("resolved_at", self.resolvedAt);
    }
};

struct Resolution
{
    std::string how; // explained, booked
    std::string note;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("how", self.how);
        codec.required("note", self.note);
    }
};

// What a class may come to before an alert is raised; neither: it never is.
struct ReconciliationThreshold
{
    std::string what;
    std::optional<std::int64_t> count;
    std::optional<Money> amount;

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("class", self.what);
        codec.nullable("count", self.count);
        codec.nullable("amount_usd", self.amount);
    }
};

} // namespace gotoai::protocol
