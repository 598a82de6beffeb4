// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/transferwords.h"

#include "widgets/display.h"

#include <QCoreApplication>
#include <QStringList>

#include <utility>

namespace gotoai::widgets {
namespace {

struct Texts
{
    Q_DECLARE_TR_FUNCTIONS(gotoai::widgets)
};

QString sideText(const std::string& account, const ProviderName& nameOf)
{
    const QStringList parts = QString::fromStdString(account).split(QLatin1Char(':'));
    const QString& first = parts.first();
    const QString last = parts.last();
    if (first == QLatin1String("wallet"))
        return last == QLatin1String("held") ? Texts::tr("held") : Texts::tr("wallet");
    if (first == QLatin1String("promo") && parts.size() > 2)
        return last == QLatin1String("held") ? Texts::tr("held grant") : Texts::tr("grant");
    if (first == QLatin1String("provider") || first == QLatin1String("suspense")) {
        const auto id = ProviderId::parse((first == QLatin1String("provider") ? parts.value(1) : last).toStdString());
        const QString known = id ? nameOf(*id) : QString();
        const QString name = known.isEmpty() ? Texts::tr("a provider") : known;
        return first == QLatin1String("provider") ? name : Texts::tr("suspense of %1").arg(name);
    }
    if (first == QLatin1String("cash"))
        return Texts::tr("cash by %1").arg(plain(last));
    return plain(QString::fromStdString(account).replace(QLatin1Char(':'), QLatin1Char(' ')));
}

} // namespace

QString kindText(const std::string& kind)
{
    static const std::pair<const char*, const char*> words[]{
        {"reserve", QT_TRANSLATE_NOOP("gotoai::widgets", "reserve")},
        {"cost", QT_TRANSLATE_NOOP("gotoai::widgets", "cost")},
        {"fee", QT_TRANSLATE_NOOP("gotoai::widgets", "fee")},
        {"release", QT_TRANSLATE_NOOP("gotoai::widgets", "release")},
        {"absorb", QT_TRANSLATE_NOOP("gotoai::widgets", "absorbed")},
        {"topup", QT_TRANSLATE_NOOP("gotoai::widgets", "top-up")},
        {"chargeback", QT_TRANSLATE_NOOP("gotoai::widgets", "chargeback")},
        {"grant", QT_TRANSLATE_NOOP("gotoai::widgets", "grant")},
        {"grant_expiry", QT_TRANSLATE_NOOP("gotoai::widgets", "grant ended")},
        {"refund", QT_TRANSLATE_NOOP("gotoai::widgets", "refund")},
        {"provider_credit", QT_TRANSLATE_NOOP("gotoai::widgets", "provider credit")},
        {"payout", QT_TRANSLATE_NOOP("gotoai::widgets", "payout")},
        {"adjustment", QT_TRANSLATE_NOOP("gotoai::widgets", "adjustment")}};
    for (const auto& [word, text] : words) {
        if (kind == word)
            return Texts::tr(text);
    }
    return plain(kind);
}

Tone kindTone(const std::string& kind)
{
    if (kind == "reserve")
        return Tone::Held;
    if (kind == "cost" || kind == "fee")
        return Tone::Accent;
    if (kind == "chargeback")
        return Tone::Broken;
    return kind == "absorb" || kind == "grant_expiry" || kind == "payout" ? Tone::Neutral : Tone::Good;
}

QString wayText(const std::string& debit, const std::string& credit, const ProviderName& nameOf)
{
    return Texts::tr("%1 → %2").arg(sideText(debit, nameOf), sideText(credit, nameOf));
}

} // namespace gotoai::widgets
