// SPDX-License-Identifier: GPL-3.0-or-later
#include "daemon/control/admindaemon.h"

#include "protocol/account.h"
#include "protocol/admintoken.h"
#include "protocol/alert.h"
#include "protocol/audit.h"
#include "protocol/booking.h"
#include "protocol/books.h"
#include "protocol/budget.h"
#include "protocol/doubt.h"
#include "protocol/endpoint.h"
#include "protocol/endpointtest.h"
#include "protocol/event.h"
#include "protocol/health.h"
#include "protocol/key.h"
#include "protocol/killswitch.h"
#include "protocol/market.h"
#include "protocol/masterkey.h"
#include "protocol/order.h"
#include "protocol/page.h"
#include "protocol/pepper.h"
#include "protocol/plan.h"
#include "protocol/price.h"
#include "protocol/problem.h"
#include "protocol/provider.h"
#include "protocol/receipt.h"
#include "protocol/reconciliation.h"
#include "protocol/repricing.h"
#include "protocol/route.h"
#include "protocol/session.h"
#include "protocol/statement.h"
#include "protocol/supplyfile.h"
#include "protocol/system.h"
#include "protocol/topup.h"
#include "protocol/transfer.h"
#include "protocol/usagereport.h"
#include "protocol/user.h"
#include "protocol/wallet.h"
#include "protocol/webhook.h"

#include <QRegularExpression>
#include <QSet>
#include <QTest>

using namespace gotoai;

namespace {

// A codec that only takes down the names of a wire struct's fields, and which of them must be there.
class FieldLister
{
public:
    template<class T>
    void required(const char* name, const T&)
    {
        defaulted(name, 0);
        mandatory.insert(QString::fromLatin1(name));
    }
    template<class T>
    void defaulted(const char* name, const T&)
    {
        all.insert(QString::fromLatin1(name));
    }
    template<class T>
    void nullable(const char* name, const T&)
    {
        defaulted(name, 0);
    }
    template<class T>
    void change(const char* name, const T&)
    {
        defaulted(name, 0);
    }
    template<class T>
    void clearable(const char* name, const T&)
    {
        defaulted(name, 0);
    }

    QSet<QString> all;
    QSet<QString> mandatory;
};

enum class Direction { Answer, Request };

QSet<QString> textsOf(const QJsonArray& array)
{
    QSet<QString> texts;
    for (const auto& value : array)
        texts.insert(value.toString());
    return texts;
}

QSet<QString> namesOf(const QJsonObject& object)
{
    const auto keys = object.keys();
    return {keys.begin(), keys.end()};
}

} // namespace

// The document against the program, both ways.
class OpenApiTest : public QObject
{
    Q_OBJECT

private:
    std::unique_ptr<test::AdminDaemon> m_daemon;
    QJsonObject m_document;

    QJsonObject schema(const char* name) const
    {
        const QJsonObject components = m_document.value(QLatin1String("components")).toObject();
        return components.value(QLatin1String("schemas")).toObject().value(QLatin1String(name)).toObject();
    }

    // Answers carry every field that is not left out when unset; requests must carry the mandatory ones.
    template<class T>
    void check(const char* name, Direction direction)
    {
        const T value{};
        FieldLister lister;
        T::describe(value, lister);
        const QJsonObject described = schema(name);
        QCOMPARE(namesOf(described.value(QLatin1String("properties")).toObject()), lister.all);
        const auto required = textsOf(described.value(QLatin1String("required")).toArray());
        QCOMPARE(required, direction == Direction::Answer ? namesOf(protocol::toJson(value)) : lister.mandatory);
        QCOMPARE(described.value(QLatin1String("additionalProperties")), QJsonValue(false));
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_daemon = std::make_unique<test::AdminDaemon>();
        m_document = m_daemon->get(QStringLiteral("/admin/v1/openapi.json")).json;
        QCOMPARE(m_document.value(QLatin1String("openapi")).toString(), QLatin1String("3.1.0"));
    }
    void cleanupTestCase() { m_daemon.reset(); }

    void listsEveryRouteAndNoOther()
    {
        QSet<QString> routed;
        QSet<QString> open;
        for (const control::Route& route : m_daemon->api().routes().routes()) {
            const QString operation = QString::fromStdString(route.method + " " + route.pattern);
            QVERIFY2(!routed.contains(operation), qPrintable(operation));
            routed.insert(operation);
            if (route.right == control::Right::Open)
                open.insert(operation);
        }
        QSet<QString> documented;
        QSet<QString> documentedOpen;
        QSet<QString> operationIds;
        const QJsonObject paths = m_document.value(QLatin1String("paths")).toObject();
        for (auto path = paths.begin(); path != paths.end(); ++path) {
            const QJsonObject methods = path->toObject();
            for (auto method = methods.begin(); method != methods.end(); ++method) {
                const QString operation = method.key().toUpper() + QLatin1Char(' ') + path.key();
                documented.insert(operation);
                const QJsonObject body = method->toObject();
                if (body.contains(QLatin1String("security")))
                    documentedOpen.insert(operation);
                operationIds.insert(body.value(QLatin1String("operationId")).toString());
            }
        }
        QCOMPARE(documented, routed);
        QCOMPARE(documentedOpen, open);
        QCOMPARE(operationIds.size(), documented.size());
    }

    void listsTheFieldsOfEveryAnswer()
    {
        check<protocol::Account>("Account", Direction::Answer);
        check<protocol::Key>("Key", Direction::Answer);
        check<protocol::CreatedKey>("CreatedKey", Direction::Answer);
        check<protocol::Budget>("Budget", Direction::Answer);
        check<protocol::Plan>("Plan", Direction::Answer);
        check<protocol::PlanDraft>("PlanDraft", Direction::Request);
        check<protocol::PlanChange>("PlanChange", Direction::Request);
        check<protocol::Alert>("Alert", Direction::Answer);
        check<protocol::Books>("Books", Direction::Answer);
        check<protocol::BooksFreeze>("BooksFreeze", Direction::Answer);
        check<protocol::BooksProgress>("BooksProgress", Direction::Answer);
        check<protocol::BooksAudit>("BooksAudit", Direction::Answer);
        check<protocol::ProviderStatement>("ProviderStatement", Direction::Answer);
        check<protocol::DifferenceFigures>("DifferenceFigures", Direction::Answer);
        check<protocol::Reconciliation>("Reconciliation", Direction::Answer);
        check<protocol::ComparedTokens>("ComparedTokens", Direction::Answer);
        check<protocol::Difference>("Difference", Direction::Answer);
        check<protocol::Webhook>("Webhook", Direction::Answer);
        check<protocol::CreatedWebhook>("CreatedWebhook", Direction::Answer);
        check<protocol::WebhookDelivery>("WebhookDelivery", Direction::Answer);
        check<protocol::WebhookEvent>("WebhookEvent", Direction::Answer);
        check<protocol::WebhookTest>("WebhookTest", Direction::Answer);
        check<protocol::User>("User", Direction::Answer);
        check<protocol::InvitedUser>("InvitedUser", Direction::Answer);
        check<protocol::Session>("Session", Direction::Answer);
        check<protocol::Identity>("Identity", Direction::Answer);
        check<protocol::StartedSession>("StartedSession", Direction::Answer);
        check<protocol::AdminToken>("AdminToken", Direction::Answer);
        check<protocol::CreatedAdminToken>("CreatedAdminToken", Direction::Answer);
        check<protocol::Simulator>("Simulator", Direction::Request);
        check<protocol::DataPolicy>("DataPolicy", Direction::Answer);
        check<protocol::HeaderField>("HeaderField", Direction::Answer);
        check<protocol::Provider>("Provider", Direction::Answer);
        check<protocol::Price>("Price", Direction::Answer);
        check<protocol::Endpoint>("Endpoint", Direction::Answer);
        check<protocol::EndpointHealth>("EndpointHealth", Direction::Answer);
        check<protocol::EndpointTest>("EndpointTest", Direction::Answer);
        check<protocol::HealthParts>("HealthParts", Direction::Answer);
        check<protocol::Breaker>("Breaker", Direction::Answer);
        check<protocol::AttemptFates>("AttemptFates", Direction::Answer);
        check<protocol::FirstTokenTimes>("FirstTokenTimes", Direction::Answer);
        check<protocol::TokenRates>("TokenRates", Direction::Answer);
        check<protocol::RateLimitState>("RateLimitState", Direction::Answer);
        check<protocol::Usage>("Usage", Direction::Answer);
        check<protocol::Attempt>("Attempt", Direction::Answer);
        check<protocol::Order>("Order", Direction::Answer);
        check<protocol::Transfer>("Transfer", Direction::Answer);
        check<protocol::Wallet>("Wallet", Direction::Answer);
        check<protocol::Percentiles>("Percentiles", Direction::Answer);
        check<protocol::UsageFigures>("UsageFigures", Direction::Answer);
        check<protocol::UsagePoint>("UsagePoint", Direction::Answer);
        check<protocol::UsageGroup>("UsageGroup", Direction::Answer);
        check<protocol::UsageReport>("UsageReport", Direction::Answer);
        check<protocol::TopUp>("TopUp", Direction::Answer);
        check<protocol::TopUpReceipt>("TopUpReceipt", Direction::Answer);
        check<protocol::Booking>("Booking", Direction::Answer);
        check<protocol::DoubtEvidence>("DoubtEvidence", Direction::Answer);
        check<protocol::Doubt>("Doubt", Direction::Answer);
        check<protocol::DoubtEnd>("DoubtEnd", Direction::Answer);
        check<protocol::AuditRecord>("AuditRecord", Direction::Answer);
        check<protocol::SystemState>("SystemState", Direction::Answer);
        check<protocol::ChainState>("ChainState", Direction::Answer);
        check<protocol::LeafProof>("LeafProof", Direction::Answer);
        check<protocol::ReceiptOrder>("ReceiptOrder", Direction::Answer);
        check<protocol::Receipt>("Receipt", Direction::Answer);
        check<protocol::SignedHead>("SignedHead", Direction::Answer);
        check<protocol::SettingInForce>("SettingInForce", Direction::Answer);
        check<protocol::LogLine>("LogLine", Direction::Answer);
        check<protocol::Whole<protocol::LogLine>>("LogLineList", Direction::Answer);
        check<protocol::SystemFigures>("SystemFigures", Direction::Answer);
        check<protocol::OrderEvent>("OrderEvent", Direction::Answer);
        check<protocol::HealthEvent>("HealthEvent", Direction::Answer);
        check<protocol::ConfigEvent>("ConfigEvent", Direction::Answer);
        check<protocol::StatementAmounts>("StatementAmounts", Direction::Answer);
        check<protocol::StatementActivity>("StatementActivity", Direction::Answer);
        check<protocol::StatementLine>("StatementLine", Direction::Answer);
        check<protocol::Statement>("Statement", Direction::Answer);
        check<protocol::RepricedEndpoint>("RepricedEndpoint", Direction::Answer);
        check<protocol::RepricingReport>("RepricingReport", Direction::Answer);
        check<protocol::ProviderDifference>("ProviderDifference", Direction::Answer);
        check<protocol::EndpointDifference>("EndpointDifference", Direction::Answer);
        check<protocol::SupplyDifference>("SupplyDifference", Direction::Answer);
        check<protocol::MarketProvider>("MarketProvider", Direction::Answer);
        check<protocol::MarketTier>("MarketTier", Direction::Answer);
        check<protocol::MarketEndpoint>("MarketEndpoint", Direction::Answer);
        check<protocol::MarketModel>("MarketModel", Direction::Answer);
        check<protocol::MarketCatalog>("MarketCatalog", Direction::Answer);
        check<protocol::ConsideredEndpoint>("ConsideredEndpoint", Direction::Answer);
        check<protocol::StandingCount>("StandingCount", Direction::Answer);
        check<protocol::RouteReasons>("RouteReasons", Direction::Answer);
        check<protocol::RouteAnswer>("RouteAnswer", Direction::Answer);
        check<protocol::Problem>("Problem", Direction::Answer);
        check<protocol::Page<protocol::Wallet>>("WalletPage", Direction::Answer);
    }

    // All are written by one codec, whatever their rows are.
    void everyPageIsDescribedAlike()
    {
        const QJsonObject schemas =
            m_document.value(QLatin1String("components")).toObject().value(QLatin1String("schemas")).toObject();
        int count = 0;
        for (auto schema = schemas.begin(); schema != schemas.end(); ++schema) {
            if (!schema.key().endsWith(QLatin1String("Page")))
                continue;
            QVERIFY2(
                schema.value().toObject().value(QLatin1String("properties")).toObject().contains(QLatin1String("data")),
                qPrintable(schema.key()));
            check<protocol::Page<protocol::Wallet>>(schema.key().toLatin1().constData(), Direction::Answer);
            ++count;
        }
        QVERIFY(count >= 23);
    }

    void listsTheFieldsOfEveryRequest()
    {
        check<protocol::DoubtDraft>("DoubtDraft", Direction::Request);
        check<protocol::AccountDraft>("AccountDraft", Direction::Request);
        check<protocol::AccountChange>("AccountChange", Direction::Request);
        check<protocol::UserDraft>("UserDraft", Direction::Request);
        check<protocol::UserChange>("UserChange", Direction::Request);
        check<protocol::PasswordChange>("PasswordChange", Direction::Request);
        check<protocol::SignIn>("SignIn", Direction::Request);
        check<protocol::InvitationAcceptance>("InvitationAcceptance", Direction::Request);
        check<protocol::AdminTokenDraft>("AdminTokenDraft", Direction::Request);
        check<protocol::KeyDraft>("KeyDraft", Direction::Request);
        check<protocol::KeyChange>("KeyChange", Direction::Request);
        check<protocol::BudgetDraft>("BudgetDraft", Direction::Request);
        check<protocol::BudgetChange>("BudgetChange", Direction::Request);
        check<protocol::BooksRelease>("BooksRelease", Direction::Request);
        check<protocol::ReconciliationDraft>("ReconciliationDraft", Direction::Request);
        check<protocol::Resolution>("Resolution", Direction::Request);
        check<protocol::ReconciliationThreshold>("ReconciliationThreshold", Direction::Request);
        check<protocol::WebhookDraft>("WebhookDraft", Direction::Request);
        check<protocol::WebhookChange>("WebhookChange", Direction::Request);
        check<protocol::ProviderDraft>("ProviderDraft", Direction::Request);
        check<protocol::ProviderChange>("ProviderChange", Direction::Request);
        check<protocol::DataPolicy>("DataPolicyDraft", Direction::Request);
        check<protocol::DataPolicyChange>("DataPolicyDraft", Direction::Request);
        check<protocol::MeterFigures>("MeterFigures", Direction::Request);
        check<protocol::PriceTier>("PriceTier", Direction::Request);
        check<protocol::MeterPrices>("MeterPrices", Direction::Request);
        check<protocol::PriceDraft>("PriceDraft", Direction::Request);
        check<protocol::Deadlines>("Deadlines", Direction::Request);
        check<protocol::EndpointDraft>("EndpointDraft", Direction::Request);
        check<protocol::EndpointChange>("EndpointChange", Direction::Request);
        check<protocol::TopUpDraft>("TopUpDraft", Direction::Request);
        check<protocol::ChargebackDraft>("ChargebackDraft", Direction::Request);
        check<protocol::GrantDraft>("GrantDraft", Direction::Request);
        check<protocol::RefundDraft>("RefundDraft", Direction::Request);
        check<protocol::AdjustmentDraft>("AdjustmentDraft", Direction::Request);
        check<protocol::ProviderCreditDraft>("ProviderCreditDraft", Direction::Request);
        check<protocol::PayoutDraft>("PayoutDraft", Direction::Request);
        check<protocol::LateCostDraft>("LateCostDraft", Direction::Request);
        check<protocol::KillSwitchDraft>("KillSwitchDraft", Direction::Request);
        check<protocol::KillSwitch>("KillSwitch", Direction::Answer);
        check<protocol::KillEffect>("KillEffect", Direction::Answer);
        check<protocol::ThrownKillSwitch>("ThrownKillSwitch", Direction::Answer);
        check<protocol::Repricing>("Repricing", Direction::Request);
        check<protocol::PriceRestoration>("PriceRestoration", Direction::Request);
        check<protocol::PriceRestorations>("PriceRestorations", Direction::Request);
        check<protocol::SupplyEndpoint>("SupplyEndpoint", Direction::Request);
        check<protocol::SupplyProvider>("SupplyProvider", Direction::Request);
        check<protocol::SupplyFile>("SupplyFile", Direction::Request);
        check<protocol::SupplyImport>("SupplyImport", Direction::Request);
        check<protocol::MarketChoice>("MarketChoice", Direction::Request);
        check<protocol::MarketSelection>("MarketSelection", Direction::Request);
        check<protocol::RouteQuestion>("RouteQuestion", Direction::Request);
        check<protocol::MasterKeyDraft>("MasterKeyDraft", Direction::Request);
        check<protocol::MasterKeys>("MasterKeys", Direction::Answer);
        check<protocol::MasterKey>("MasterKey", Direction::Answer);
        check<protocol::PepperDraft>("PepperDraft", Direction::Request);
        check<protocol::Peppers>("Peppers", Direction::Answer);
        check<protocol::Pepper>("Pepper", Direction::Answer);
    }

    void refersOnlyToWhatIsThere()
    {
        const QString text = QString::fromUtf8(QJsonDocument(m_document).toJson());
        static const QRegularExpression reference(QStringLiteral("\"\\$ref\": \"#/([^\"]+)\""));
        int count = 0;
        for (auto matches = reference.globalMatch(text); matches.hasNext(); ++count) {
            QJsonValue at = m_document;
            const auto steps = matches.next().captured(1).split(QLatin1Char('/'));
            for (const QString& step : steps)
                at = at.toObject().value(step);
            QVERIFY2(at.isObject(), qPrintable(steps.join(QLatin1Char('/'))));
        }
        QVERIFY(count > 50);
    }
};

QTEST_GUILESS_MAIN(OpenApiTest)
#include "openapi_test.moc"
