// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/customerreceipts.h"

#include "control/receiptwire.h"

#include <QJsonDocument>

namespace gotoai::app {

void CustomerReceipts::findReceipt(const AccountId& account, const OrderId& order, Reply reply)
{
    m_readers.read<std::string>(
        [account, order, headFile = m_headFile](storage::Database& database) -> Result<std::string> {
            const auto receipt = control::proveOrder(database, headFile, order, account);
            if (!receipt)
                return receipt.error();
            return QJsonDocument(protocol::toJson(*receipt)).toJson(QJsonDocument::Compact).toStdString();
        },
        m_queue, std::move(reply));
}

} // namespace gotoai::app
