// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "protocol/order.h"

#include <string>
#include <vector>

namespace gotoai::protocol {

// An event of the ledger and its way to a signed head. Bytes and hashes are hexadecimal.
struct LeafProof
{
    std::string event; // its encoding; the leaf is SHA-256 of a byte 0 and this
    std::int64_t batch = 0;
    std::vector<std::string> path;  // "left …", "right …": hashes beside its way up the tree of RFC 9162
    std::string previous;           // the chain's hash before the batch
    std::vector<std::string> roots; // of the batches behind it, up to the head's
    std::string head;               // the line of the signed head

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("event", self.event);
        codec.required("batch", self.batch);
        codec.required("path", self.path);
        codec.required("previous", self.previous);
        codec.required("roots", self.roots);
        codec.required("head", self.head);
    }
};

// What an order cost and why. All of it is said by the events of the proofs.
struct ReceiptOrder
{
    OrderId id;
    std::int64_t number = 0;
    AccountId account;
    KeyId key;
    std::string model;
    std::string mode;
    bool isStreamed = false;
    std::string state; // "finalized" or "released"
    Money hold;        // as it was reserved
    Money charge;      // provider cost and fee, less what was absorbed
    Money providerCost;
    Money platformFee;
    Money absorbed;
    Money released;
    std::string reason;
    std::vector<Attempt> attempts;
    Instant createdAt{};
    Instant endedAt{};

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("id", self.id);
        codec.required("number", self.number);
        codec.required("account", self.account);
        codec.required("key", self.key);
        codec.required("model", self.model);
        codec.required("mode", self.mode);
        codec.required("streamed", self.isStreamed);
        codec.required("state", self.state);
        codec.required("hold_usd", self.hold);
        codec.required("charge_usd", self.charge);
        codec.required("provider_cost_usd", self.providerCost);
        codec.required("platform_fee_usd", self.platformFee);
        codec.required("absorbed_usd", self.absorbed);
        codec.required("released_usd", self.released);
        codec.required("reason", self.reason);
        codec.required("attempts", self.attempts);
        codec.required("created_at", self.createdAt);
        codec.required("ended_at", self.endedAt);
    }
};

struct Receipt
{
    static constexpr const char* kFormat = "gotoai.receipt.1";

    std::string format = kFormat;
    std::string book; // hexadecimal
    ReceiptOrder order;
    LeafProof birth;
    LeafProof end;
    std::vector<LeafProof> prices; // of the price versions that the attempts were settled by

    template<class Self, class Codec>
    static void describe(Self& self, Codec& codec)
    {
        codec.required("format", self.format);
        codec.required("book", self.book);
        codec.required("order", self.order);
        codec.required("birth", self.birth);
        codec.required("end", self.end);
        codec.required("prices", self.prices);
    }
};

} // namespace gotoai::protocol
