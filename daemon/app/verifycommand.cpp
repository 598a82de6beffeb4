// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verifycommand.h"

#include "app/commandline.h"
#include "app/offlineledger.h"
#include "audit/anchor.h"
#include "audit/auditlog.h"
#include "clearinghouse/proof/headcheck.h"
#include "clearinghouse/proof/headkey.h"
#include "clearinghouse/proof/journal.h"
#include "clearinghouse/schemaaudit.h"
#include "clearinghouse/verify.h"
#include "control/receiptwire.h"
#include "masterkey/keyfile.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>

#include <chrono>
#include <cstdio>
#include <future>
#include <optional>
#include <string>
#include <vector>

namespace gotoai::app {
namespace {

using clearinghouse::HeadCheck;
using clearinghouse::SignedHead;
using clearinghouse::VerifyReport;
using VerifyKeys = std::vector<crypto::VerifyKey>;

class Stopwatch
{
public:
    long long ms() const
    {
        using namespace std::chrono;
        return duration_cast<milliseconds>(steady_clock::now() - m_start).count();
    }

private:
    std::chrono::steady_clock::time_point m_start = std::chrono::steady_clock::now();
};

int fail(std::string_view what, const Error& error)
{
    std::fprintf(stderr, "gotoaid: %.*s%s\n", static_cast<int>(what.size()), what.data(), error.detail.c_str());
    return kExitFailed;
}

Result<OfflineLedger> openBackup(const std::string& path)
{
    auto database = storage::Database::open(path, storage::Access::ReadOnly);
    if (!database)
        return std::move(database).error();
    return OfflineLedger{std::nullopt, std::move(*database)};
}

// Those that are named, or those of the data directory; none where there are none.
Result<VerifyKeys> publicKeys(const VerifyPlan& plan, const std::string& directory)
{
    if (!plan.publicKeys.empty())
        return clearinghouse::loadHeadPublicKeys(plan.publicKeys);
    if (directory.empty())
        return VerifyKeys();
    auto keys = clearinghouse::loadHeadPublicKeys(directory + "/" + std::string(clearinghouse::kHeadPublicFile));
    return !keys && keys.error().code == ErrorCode::NotFound ? VerifyKeys() : std::move(keys);
}

// The audit log, and how its end is known: for people.
Result<std::string> verifyAuditLog(OfflineLedger& ledger, const std::string& credentialsDirectory)
{
    if (!ledger.directory) {
        const auto records = audit::verifyAudit(ledger.database);
        return records ? Result<std::string>(std::to_string(*records)) : records.error();
    }
    const auto keyFile = masterkey::KeyFile::locate(ledger.directory->path(), credentialsDirectory);
    const auto ring = keyFile.load();
    const auto anchored = audit::Anchor(ledger.directory->file(audit::Anchor::kFileName)).read(ring ? &*ring : nullptr);
    if (!anchored)
        return anchored.error();
    const auto records =
        audit::verifyAudit(ledger.database, *anchored ? std::optional((*anchored)->head) : std::nullopt);
    if (!records)
        return records.error();
    std::string text = std::to_string(*records);
    if (!*anchored)
        return text + (*records > 0 ? " (not anchored: whether newer ones were cut off is not known)" : "");
    text += " (anchored at " + std::to_string((*anchored)->head.number);
    if ((*anchored)->authenticity == audit::Authenticity::Unknown)
        text += ", unproven without the master key";
    return text + ")";
}

std::string headsText(std::int64_t count, const std::optional<SignedHead>& last, bool isProven)
{
    if (!last)
        return "none (whether newer batches were cut off is not known)";
    return std::to_string(count) + " (the last of batch " + std::to_string(last->head.batch) + ", signed at " +
           toRfc3339(last->at) + " by key " + last->keyId + (isProven ? "" : "; unproven without the public key") + ")";
}

void printReport(const VerifyReport& report, const std::string& heads, const std::string& audit, long long ms)
{
    const auto row = [](const char* name, const std::string& value) {
        std::printf("  %-12s %s\n", name, value.c_str());
    };
    std::puts("The books hold.");
    row("orders", std::to_string(report.orders) + " (" + std::to_string(report.openOrders) + " open)");
    row("transfers", std::to_string(report.transfers));
    row("transitions", std::to_string(report.transitions));
    row("top-ups", std::to_string(report.topUps));
    row("bookings", std::to_string(report.bookings));
    row("batches", std::to_string(report.batches));
    row("accounts", std::to_string(report.accounts));
    row("held", "$" + report.held.toUsd());
    row("signed heads", heads);
    if (!audit.empty())
        row("audit", audit);
    row("verified in", std::to_string(ms) + " ms");
}

// Beside the fold, on a connection of its own.
Result<void> verifyFile(const std::string& path)
{
    auto database = storage::Database::open(path, storage::Access::ReadOnly);
    if (!database)
        return std::move(database).error();
    if (auto audited = clearinghouse::auditTriggers(*database); !audited)
        return audited;
    return clearinghouse::auditFile(*database);
}

int verifyLedger(const Config& config, const VerifyPlan& plan)
{
    const Stopwatch watch;
    const bool isBackup = !plan.backup.empty();
    auto ledger = isBackup ? openBackup(plan.backup) : openOfflineLedger(config.dataDirectory);
    if (!ledger)
        return fail("", ledger.error());
    auto keys = publicKeys(plan, isBackup ? "" : config.dataDirectory);
    if (!keys)
        return fail("", keys.error());
    const bool isProven = !keys->empty();
    std::optional<HeadCheck> heads; // a backup is older than the directory's
    if (!isBackup) {
        auto opened = HeadCheck::open(headFilePath(config), std::move(*keys));
        if (!opened && opened.error().code != ErrorCode::NotFound)
            return fail("", opened.error());
        if (opened)
            heads.emplace(std::move(*opened));
    }
    clearinghouse::VerifyWitness witness;
    if (heads)
        witness = {
            .book = [&heads](const IdBytes& book) { heads->setBook(book); },
            .batch = [&heads](std::int64_t number, const crypto::Digest& hash) { return heads->batch(number, hash); }};
    auto file = std::async(std::launch::async, verifyFile, ledger->database.path());
    const auto report = clearinghouse::verifyBooks(ledger->database, witness);
    const auto sound = file.get();
    if (!report)
        return fail("the books do not hold: ", report.error());
    if (!sound)
        return fail("the books do not hold: ", sound.error());
    if (const auto ended = heads ? heads->end(report->batches) : Result<void>(); !ended)
        return fail("the books do not hold: ", ended.error());
    const auto records = verifyAuditLog(*ledger, config.credentialsDirectory);
    if (!records)
        return fail("the audit log does not hold: ", records.error());
    printReport(*report,
                isBackup ? "not looked at for a backup"
                         : headsText(heads ? heads->count() : 0, heads ? heads->last() : std::nullopt, isProven),
                *records, watch.ms());
    return kExitOk;
}

int verifyExport(const VerifyPlan& plan)
{
    const Stopwatch watch;
    auto keys = publicKeys(plan, "");
    if (!keys)
        return fail("", keys.error());
    const bool isProven = !keys->empty();
    const auto report = clearinghouse::verifyJournal(plan.journal, std::move(*keys));
    if (!report)
        return fail("the journal does not hold: ", report.error());
    printReport(report->books, headsText(report->heads, report->lastHead, isProven), "", watch.ms());
    return kExitOk;
}

constexpr qint64 kMaxReceiptBytes = 64 * 1024 * 1024;

int verifyReceipt(const VerifyPlan& plan)
{
    auto keys = publicKeys(plan, "");
    if (!keys)
        return fail("", keys.error());
    QFile file(QString::fromStdString(plan.receipt));
    if (!file.open(QIODevice::ReadOnly) || file.size() > kMaxReceiptBytes)
        return fail("", failure(ErrorCode::NotFound, plan.receipt + " cannot be read"));
    const auto receipt = control::checkReceipt(QJsonDocument::fromJson(file.readAll()).object(), *keys);
    if (!receipt)
        return fail("the receipt does not hold: ", receipt.error());
    const auto signature = clearinghouse::SignedHead::parse(receipt->end.head);
    std::printf("The receipt holds.\n  order        %s (%s)\n  charge       $%s\n  signed       %s by key %s%s\n",
                receipt->order.id.toString().c_str(), receipt->order.state.c_str(),
                receipt->order.charge.toUsd().c_str(), toRfc3339(signature->at).c_str(), signature->keyId.c_str(),
                keys->empty() ? "; unproven without the public key" : "");
    return kExitOk;
}

} // namespace

int runVerify(const Config& config, const VerifyPlan& plan)
{
    if (!plan.receipt.empty())
        return verifyReceipt(plan);
    return plan.journal.empty() ? verifyLedger(config, plan) : verifyExport(plan);
}

} // namespace gotoai::app
