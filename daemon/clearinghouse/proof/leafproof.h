// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "clearinghouse/proof/merklepath.h"
#include "clearinghouse/proof/signedhead.h"
#include "storage/database.h"

#include <cstdint>
#include <string>
#include <vector>

namespace gotoai::clearinghouse {

// One event of the ledger and its way to a signed head: its place in its batch, the batch's place in the chain.
struct LeafProof
{
    std::vector<std::uint8_t> event; // its encoding (events.h)
    MerklePath path;
    std::int64_t batch = 0;
    crypto::Digest previous{};         // the chain's hash before the batch
    std::vector<crypto::Digest> roots; // of the batches behind it, up to the head's
    SignedHead head;                   // the first that has it
};

// Kinds of events that a receipt needs.
enum class ProvenEvent { Order, Transition, Price };

// Conflict when nothing that is signed has the event yet. NotFound, Corrupt, StoreUnavailable.
Result<LeafProof> proveEvent(storage::Database& database, const std::string& headFile, ProvenEvent kind,
                             std::int64_t number);

// Corrupt when the way does not lead from the event to the head, the head is of another book, or, where there are keys,
// none of them signed it.
Result<void> checkProof(const LeafProof& proof, const IdBytes& book, const std::vector<crypto::VerifyKey>& keys);

} // namespace gotoai::clearinghouse
