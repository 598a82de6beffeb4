// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "control/readerpool.h"
#include "gateway/openai/receiptsource.h"
#include "storage/completionqueue.h"

#include <string>

namespace gotoai::app {

// A lane's way to the receipts in the ledger: read on a reader's thread, answered on the lane's.
class CustomerReceipts final : public gateway::ReceiptSource
{
public:
    // `readers` and `queue`, which the lane drains, outlive it.
    CustomerReceipts(control::ReaderPool& readers, storage::CompletionQueue& queue, std::string headFile)
        : m_readers(readers)
        , m_queue(queue)
        , m_headFile(std::move(headFile))
    {}

    void findReceipt(const AccountId& account, const OrderId& order, Reply reply) override;

private:
    control::ReaderPool& m_readers;
    storage::CompletionQueue& m_queue;
    const std::string m_headFile;
};

} // namespace gotoai::app
